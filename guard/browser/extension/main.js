// Runs among the page's own scripts, before them. Takes the calls with which a page opens a file picker and hands the
// input over to the content script, which opens a picker of its own. It has no power: it sees no file and no verdict,
// and a page that undoes it, or forges its event, only opens a picker whose files are judged all the same.
"use strict";
(() => {
  // The page may replace any of these later, so they are taken while they are the browser's own.
  const { apply, defineProperty, getOwnPropertyDescriptor } = Reflect;
  const inputType = getOwnPropertyDescriptor(HTMLInputElement.prototype, "type").get;
  const labelControl = getOwnPropertyDescriptor(HTMLLabelElement.prototype, "control").get;
  const eventType = getOwnPropertyDescriptor(Event.prototype, "type").get;
  const { closest } = Element.prototype;
  const { dispatchEvent } = EventTarget.prototype;
  const queue = queueMicrotask.bind(window);
  const Carrier = MouseEvent; // its relatedTarget takes a node from one world to the other

  // read calls a getter that throws on anything but its own kind of element, from whichever frame that comes.
  function read(getter, element) {
    try {
      return apply(getter, element, []);
    } catch {
      return undefined;
    }
  }

  // fileInput gives the file input that a click on the element would open: itself, or the one of the label around it.
  function fileInput(element) {
    if (read(inputType, element) === "file") return element;
    let label;
    try {
      label = apply(closest, element, ["label"]);
    } catch {
      return null; // no element at all
    }
    const control = label && read(labelControl, label);
    return control && read(inputType, control) === "file" ? control : null;
  }

  // hand has the content script choose files for an input. What it is given is a stand-in, which is filled when the
  // files may pass: an input in a closed shadow tree could not be shown to it. If nobody takes it, no picker opens.
  function hand(input) {
    if (input.matches(":disabled")) return;
    const standIn = document.createElement("input");
    standIn.type = "file";
    for (const name of ["accept", "multiple", "webkitdirectory"]) standIn[name] = input[name];
    standIn.addEventListener("change", () => {
      input.files = standIn.files;
      fire(input, new Event("input", { bubbles: true, composed: true }));
      fire(input, new Event("change", { bubbles: true }));
    });
    standIn.addEventListener("cancel", () => fire(input, new Event("cancel", { bubbles: true })));
    fire(document, new Carrier("giumat-pick", { relatedTarget: standIn }));
  }

  function fire(target, event) {
    apply(dispatchEvent, target, [event]);
  }

  // own puts our function in the place of the browser's, which is called for everything that opens no file picker.
  function own(holder, name, opensPicker) {
    const original = holder[name];
    const { configurable, enumerable, writable } = getOwnPropertyDescriptor(holder, name);
    const method = {
      [name](...args) {
        const input = opensPicker(this, args);
        if (!input) return apply(original, this, args);
        hand(input);
        return name === "dispatchEvent" ? true : undefined;
      },
    }[name];
    defineProperty(holder, name, { value: method, configurable, enumerable, writable });
  }

  own(HTMLElement.prototype, "click", (element) => fileInput(element));
  own(HTMLInputElement.prototype, "showPicker", (element) => (read(inputType, element) === "file" ? element : null));
  own(EventTarget.prototype, "dispatchEvent", (target, [event]) =>
    read(eventType, event) === "click" ? fileInput(target) : null,
  );

  // A drop that was held comes from a script, and what such a one brings has no entries. A page that reads nothing else
  // would find nothing, so it is given some, with the files that it has anyway.
  const { webkitGetAsEntry, getAsFile } = DataTransferItem.prototype;
  const method = {
    webkitGetAsEntry() {
      const entry = apply(webkitGetAsEntry, this, []);
      const file = entry ? null : apply(getAsFile, this, []);
      return file ? entryOf(file) : entry;
    },
  }.webkitGetAsEntry;
  defineProperty(DataTransferItem.prototype, "webkitGetAsEntry", { value: method });

  function entryOf(file) {
    const { name } = file;
    return { isFile: true, isDirectory: false, name, fullPath: "/" + name, filesystem: null, file: (take) => queue(() => take(file)) };
  }

  // These give the page a file without any input; a policy of the browser refuses them too.
  delete window.showOpenFilePicker;
  delete window.showDirectoryPicker;
})();
