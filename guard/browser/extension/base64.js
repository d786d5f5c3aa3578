// Base64 for the line to the guard, which carries JSON. Takes a Uint8Array, gives a string.
"use strict";

// The loop is for forks of Chromium older than 140, which lack Uint8Array.prototype.toBase64. 32 KiB at a time, as a
// call takes only so many arguments.
function toBase64(bytes) {
  if (bytes.toBase64) return bytes.toBase64();
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) {
    text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  }
  return btoa(text);
}
