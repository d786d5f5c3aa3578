// How a document is put before the guard: what it is called and its hash, with its first and last bytes; then those parts of
// it that the guard asks for, as its detectors skip the pictures. Takes a File or Blob, gives the messages. The background
// script presents what it is handed; in a browser whose messages carry no files the content script does.
"use strict";

// So much of the start and of the end comes unasked. The end of a ZIP's directory lies in the last 65,557 bytes.
const endBytes = 65 << 10;

async function opening(name, file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const message = {
    op: "start",
    name,
    size: bytes.length,
    sha256: Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join(""),
    head: toBase64(bytes.subarray(0, endBytes)),
  };
  if (bytes.length > endBytes) message.tail = toBase64(bytes.subarray(-endBytes));
  return message;
}

// chunk reads the part that a need of the guard names. A file that was changed on the disk since it was chosen cannot be
// read any more: the browser sees to it.
async function chunk(file, { at, n }) {
  const bytes = new Uint8Array(await file.slice(at, at + n).arrayBuffer());
  return { op: "chunk", at, d: toBase64(bytes) };
}
