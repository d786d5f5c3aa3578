// Shows panels one after the other, each where there is room for it. Takes a verdict with its words, gives the user's
// reason or "" (see panel.js). A page may keep its file input in a frame of a few pixels: then the panel opens in the
// page around it, which the background script reaches.
"use strict";

const enoughWidth = 360; // pixels of a frame, under which a panel would not be readable
const enoughHeight = 280;

let lastPanel = Promise.resolve();

function showPanel(verdict) {
  const shown = lastPanel.then(() => show(verdict));
  lastPanel = shown;
  return shown;
}

async function show(verdict) {
  const small = window !== top && (innerWidth < enoughWidth || innerHeight < enoughHeight);
  const around = small ? await showAround(verdict) : undefined;
  return around ? around.reason : new Panel(verdict).answer();
}

// showAround gives { reason }, or nothing when the page around is not one of ours, or this frame was orphaned.
async function showAround(verdict) {
  try {
    return await chrome.runtime.sendMessage({ op: "show", verdict });
  } catch {
    return undefined;
  }
}

if (window === top) {
  chrome.runtime.onMessage.addListener((message, _sender, reply) => {
    if (message.op !== "show") return false;
    if (message.kind) words.learn(message.lang, message.texts); // this page may have asked about no file yet
    showPanel(message.verdict ?? words.stopped(message.kind)).then((reason) => reply({ reason }));
    return true; // the reply comes later
  });
}
