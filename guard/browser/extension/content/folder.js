// Finds the files of folders that the user drops. Takes what a drop brought, gives the files in their order, each folder's
// by all that lies in it. It goes no further than a check can: a folder too large is refused, with words.
"use strict";

const maxFolderFiles = 500; // of one drop
const maxFolderBytes = 200 << 20;

// entriesOf has to be asked before the first wait: a DataTransfer is empty after its event. It gives null when no folder is
// among what was dropped, and the files of the event are all there is.
function entriesOf(transfer) {
  const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry?.()).filter(Boolean);
  return entries.some((entry) => entry.isDirectory) ? entries : null;
}

// filesBelow gives the files, or null when there are too many or they are too large. It throws when one cannot be read.
async function filesBelow(entries) {
  const files = [];
  const left = [...entries];
  let bytes = 0;
  while (left.length > 0) {
    const entry = left.shift();
    if (entry.isDirectory) {
      left.unshift(...(await childrenOf(entry)));
    } else {
      files.push(await new Promise((resolve, reject) => entry.file(resolve, reject)));
      bytes += files.at(-1).size;
    }
    if (files.length > maxFolderFiles || bytes > maxFolderBytes || left.length > 2 * maxFolderFiles) return null;
  }
  return files;
}

// A folder is read a part at a time, and is at its end when a part is empty.
async function childrenOf(folder) {
  const reader = folder.createReader();
  const children = [];
  for (;;) {
    const part = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0 || children.length > 2 * maxFolderFiles) return children;
    children.push(...part);
  }
}
