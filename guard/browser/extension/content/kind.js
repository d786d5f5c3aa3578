// Says by the first bytes whether a file is a document that has to be judged: a PDF, Word in any of its formats, or an
// archive that may hold one. Takes bytes, never a name: a renamed document is still one.
"use strict";

// A PDF may have other bytes before its header, within the first 1,024 (ISO 32000-1, Annex H, implementation note 13).
const headBytes = 1024;

const documentMagic = [
  "PK\x03\x04", // ZIP: DOCX, XLSX, PPTX, ODT
  "PK\x05\x06", // an empty ZIP
  "PK\x07\x08", // a split ZIP
  "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", // OLE2: DOC, XLS, PPT, and encrypted DOCX
  "{\\rtf",
  "Rar!\x1A\x07",
  "7z\xBC\xAF\x27\x1C",
];

// isDocument takes the first headBytes of a file, or all of a smaller one. It calls nothing that makes another array of
// them: in Firefox a file's bytes are the page's, and that is refused here.
function isDocument(head) {
  const text = String.fromCharCode(...head);
  return text.includes("%PDF") || documentMagic.some((magic) => text.startsWith(magic));
}
