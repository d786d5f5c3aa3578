// Gives judged files to the page, as if they had just come from the user. Takes the files and the place where they were
// to go. The events fired here are remembered, so that they are not held again; the page cannot mark its own as such.
"use strict";

const ours = new WeakSet(); // events fired here, in this world only

function isFileInput(node) {
  return node?.localName === "input" && node.type === "file";
}

// hold keeps an event from the page, and from doing what it does by itself.
function hold(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

function fire(target, event) {
  ours.add(event);
  target.dispatchEvent(event);
}

// carry makes what holds files in an event. Firefox shows a page the files of a DataTransfer only if the page's own code
// put them in, so it is made there; other browsers have no wrappedJSObject and no need of it.
function carry(files) {
  const transfer = new (window.wrappedJSObject ?? window).DataTransfer();
  for (const file of files) transfer.items.add(file);
  return transfer;
}

// fillInput puts the files in a file input, which then says what it says when the user chose them.
function fillInput(input, files) {
  input.files = carry(input.multiple || input.webkitdirectory ? files : files.slice(0, 1)).files;
  fire(input, new Event("input", { bubbles: true, composed: true }));
  fire(input, new Event("change", { bubbles: true }));
}

// emptyInput tells a page which waits for its picker that the user chose nothing.
function emptyInput(input) {
  input.value = "";
  fire(input, new Event("cancel", { bubbles: true }));
}

function dropAgain(target, held, files) {
  const { clientX, clientY, screenX, screenY, ctrlKey, shiftKey, altKey, metaKey } = held;
  const at = { clientX, clientY, screenX, screenY, ctrlKey, shiftKey, altKey, metaKey };
  const kind = files ? "drop" : "dragleave"; // either ends the page's drop zone
  const dataTransfer = carry(files ?? []);
  fire(target, new DragEvent(kind, { ...at, bubbles: true, cancelable: true, composed: true, dataTransfer }));
}

function pasteAgain(target, files) {
  const clipboardData = carry(files);
  const event = new ClipboardEvent("paste", { bubbles: true, cancelable: true, composed: true, clipboardData });
  // Firefox makes the event without the files; the page is to find them all the same.
  if (event.wrappedJSObject) Object.defineProperty(event.wrappedJSObject, "clipboardData", { value: clipboardData });
  fire(target, event);
}
