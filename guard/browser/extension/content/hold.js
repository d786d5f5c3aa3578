// Holds what brings files to the page without its picker: drops, pastes, and inputs filled some other way. Takes those
// events before the page does; the page gets them again with the same files once these may pass, and never otherwise.
"use strict";

const inputsBeingJudged = new WeakSet();

// A file input says "input" and then "change". Both are held: the second would tell the page of an empty input.
function holdInput(event) {
  const input = event.composedPath()[0];
  if (ours.has(event) || !isFileInput(input)) return;
  if (inputsBeingJudged.has(input)) return event.stopImmediatePropagation();
  const files = [...input.files];
  if (files.every((file) => passed.has(file))) return;
  event.stopImmediatePropagation();
  input.value = "";
  giveToInput(input, files);
}

async function giveToInput(input, files) {
  inputsBeingJudged.add(input);
  const pass = await mayPass(files);
  inputsBeingJudged.delete(input);
  if (pass) fillInput(input, files);
  else emptyInput(input);
}

async function holdDrop(event) {
  const transfer = event.dataTransfer;
  if (ours.has(event) || !transfer?.types.includes("Files")) return;
  // All of this has to be asked before the first wait: a DataTransfer is empty after its event.
  let files = [...transfer.files];
  const entries = entriesOf(transfer);
  const target = clickedElement(event);
  const input = inputOfClick(target);
  hold(event);
  if (entries) files = await openFolders(entries);
  if (!files) return dropAgain(target, event);
  // A drop that a script fires does nothing to an input by itself, so the input is filled here.
  if (input) return giveToInput(input, files);
  dropAgain(target, event, (await mayPass(files)) ? files : undefined);
}

// openFolders gives the files in dropped folders, or null when the user was told that they do not go. The page gets files,
// as if each had been dropped by itself: a folder cannot be put in an event by a script.
async function openFolders(entries) {
  let verdict = words.stopped("folder", maxFolderFiles, maxFolderBytes >> 20);
  try {
    const files = await sign.during(filesBelow(entries));
    if (files) return files;
  } catch {
    verdict = words.stopped("read");
  }
  const name = entries.find((entry) => entry.isDirectory).name;
  line.tell({ op: "failed", kind: verdict.kind, name });
  await showPanel({ ...verdict, file: name });
  return null;
}

async function holdPaste(event) {
  const files = [...(event.clipboardData?.files ?? [])];
  if (ours.has(event) || files.length === 0) return;
  const target = event.composedPath()[0];
  hold(event);
  if (await mayPass(files)) pasteAgain(target, files);
}
