// How a document is put before the guard: what it is called and its hash, with its first and last bytes; then those parts of
// it that the guard asks for, as its detectors skip most pictures. Takes a document's bytes, gives the messages. They are the
// same bytes for all messages, whatever becomes of the file on the disk, and are kept until the guard has judged. The
// background script presents what it is handed; in a browser whose messages carry no files the content script does.
"use strict";

// So much of the start and of the end comes unasked. The end of a ZIP's directory lies in the last 65,557 bytes.
const endBytes = 65 << 10;

async function opening(name, bytes) {
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

// chunk answers a need of the guard.
function chunk(bytes, { at, n }) {
  return { op: "chunk", at, d: toBase64(bytes.subarray(at, at + n)) };
}
