// Starts the listening, before any script of the page runs: what is listed here is heard first, at the window.
"use strict";

const listeners = {
  "giumat-pick": holdPick, // from main.js
  click: holdClick,
  input: holdInput,
  change: holdInput, // "input" and "change" of a file input are two events
  drop: holdDrop,
  paste: holdPaste,
  keydown: holdKey,
  keypress: holdKey,
  keyup: holdKey,
  beforeinput: holdKey,
};

function listen() {
  for (const [type, listener] of Object.entries(listeners)) window.addEventListener(type, listener, true);
}

listen();

// A page that writes itself anew (document.open) loses all listeners, also these; adding one that is there does nothing.
new MutationObserver(listen).observe(document, { childList: true });
