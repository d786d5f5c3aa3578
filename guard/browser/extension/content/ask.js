// Judges the files of one action of the user, before the page sees any of them. Takes the files, gives true when all may
// pass. What is no document passes at once; documents are asked about one after the other, and the first that is
// stopped stops all. The user is told which, and why, before the answer is given.
"use strict";

const maxBytes = 100 << 20; // of one document; the guard reads no larger one through this line
const line = new Line();
const passed = new WeakSet(); // files that were judged and may pass, so that a page which moves them on asks nobody twice

function mayPass(files) {
  return sign.during(judgeAll(files));
}

async function judgeAll(files) {
  for (const file of files) {
    if (passed.has(file)) continue;
    const verdict = await judge(file);
    if (verdict.verdict !== "allow") {
      if (verdict.told) return false;
      await showPanel({ ...verdict, file: file.name });
      return false;
    }
  }
  for (const file of files) passed.add(file);
  return true;
}

// judge gives the verdict on one file; every failure on the way is a stop.
async function judge(file) {
  let verdict;
  try {
    const head = new Uint8Array(await file.slice(0, headBytes).arrayBuffer());
    if (!isDocument(head)) {
      line.tell({ op: "handed", name: file.name }); // the background script knows itself of what it asked about
      return { verdict: "allow" };
    }
    verdict = file.size > maxBytes ? words.stopped("large", maxBytes >> 20) : await ask(file);
  } catch {
    verdict = words.stopped("read"); // changed or taken away on the disk, or a folder
  }
  if (verdict.kind) line.tell({ op: "failed", kind: verdict.kind, name: file.name });
  return verdict;
}

// ask has the guard judge one document, and the user where the guard asks for a reason.
async function ask(file) {
  const id = line.nextID();
  const limit = 15_000 + 1_000 * (file.size / (1 << 20));

  // Where a message takes a file as it is (structured clone), this page never has to read it. Forks of older Chromium make
  // something else of it on the way.
  const hello = await line.ask(id, { op: "hello", file: new Blob(["?"]) }, limit);
  if (hello.kind) return hello;
  let answer = hello.carriesFiles
    ? await line.ask(id, { op: "judge", name: file.name, file }, limit)
    : await present(id, file, limit);
  while (answer.verdict === "warn") {
    const reason = await showPanel({ ...answer, file: file.name });
    if (!reason) {
      line.tell({ op: "cancel", id });
      return { verdict: "block", told: true };
    }
    answer = await line.ask(id, { op: "reason", text: reason }, limit);
  }
  if (answer.kind) line.tell({ op: "cancel", id });
  return answer;
}

// present is for a browser whose messages carry no files.
async function present(id, file, limit) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return line.ask(id, await opening(file.name, bytes), limit, bytes);
}
