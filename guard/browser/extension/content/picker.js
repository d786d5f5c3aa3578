// Owns the file picker: a file input of the page never opens its own. Takes the clicks on file inputs and their labels,
// also in closed shadow trees, and the stand-ins that main.js hands over for calls; opens a picker of its own; and gives the files to
// the page's input when they may pass. Until then the page holds nothing that it could send, however it listens.
"use strict";

const openPickers = new Set(); // kept here, or a picker without a node in the page could be swept away while open

function pickFor(input) {
  if (input.matches(":disabled")) return;
  const own = document.createElement("input");
  own.type = "file";
  own.accept = input.accept;
  own.multiple = input.multiple;
  own.webkitdirectory = input.webkitdirectory;
  openPickers.add(own);
  own.addEventListener("change", async () => {
    openPickers.delete(own);
    const files = [...own.files];
    if (await mayPass(files)) fillInput(input, files);
    else emptyInput(input);
  });
  own.addEventListener("cancel", () => {
    openPickers.delete(own);
    fire(input, new Event("cancel", { bubbles: true }));
  });
  own.click();
}

// shadowOf gives the shadow tree of an element, also a closed one: Chromium has a function for it, Firefox a property.
function shadowOf(element) {
  if (!(element instanceof HTMLElement)) return null;
  return globalThis.chrome?.dom?.openOrClosedShadowRoot(element) ?? element.openOrClosedShadowRoot ?? null;
}

// clickedElement gives the innermost element of a click or drop, through closed shadow trees, which the event's own
// path leaves out. A click by the keyboard has no place, but its element has the focus.
function clickedElement(event) {
  let element = event.composedPath()[0];
  for (let root = shadowOf(element); root; root = shadowOf(element)) {
    const byKey = event.type === "click" && event.detail === 0;
    const inner = byKey ? root.activeElement : root.elementFromPoint(event.clientX, event.clientY);
    if (!inner || inner === element || !root.contains(inner)) break;
    element = inner;
  }
  return element;
}

// inputOfClick gives the file input that a click on the element would open, if any.
function inputOfClick(element) {
  if (isFileInput(element)) return element;
  if (!element?.closest) return null;
  const within = element.closest("a[href], button, input, select, textarea, label");
  return within?.localName === "label" && isFileInput(within.control) ? within.control : null;
}

function holdPick(event) {
  event.stopImmediatePropagation();
  if (isFileInput(event.relatedTarget)) pickFor(event.relatedTarget);
}

function holdClick(event) {
  const input = inputOfClick(clickedElement(event));
  if (!input) return;
  hold(event);
  pickFor(input);
}
