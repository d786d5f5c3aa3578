// How a document is put before the guard: what it is called and its hash, then its ends, and only if those do not suffice
// the whole. Takes a document's bytes, gives the messages. The background script presents what it is handed; in a
// browser whose messages carry no files the content script does.
"use strict";

const endBytes = 64 << 10; // of the first and of the last bytes that the guard sees before the whole
const pieceBytes = 512 << 10; // of a message; measured best (320 ms at 512 KiB against 1,000 ms at 16 KiB, for 5 MB)

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

function* pieces(bytes) {
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    yield { op: "chunk", d: toBase64(bytes.subarray(at, at + pieceBytes)) };
  }
  yield { op: "end" };
}
