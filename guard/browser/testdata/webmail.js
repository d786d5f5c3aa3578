// What the made-up webmail pages share: whatever file reaches the page is uploaded at once, as eager as a page can be.
"use strict";
const events = []; // what the page was told, for the tests

async function upload(files, way) {
  for (const file of files) {
    const where = `/upload?case=${new URLSearchParams(location.search).get("case")}&way=${way}&name=${encodeURIComponent(file.name)}`;
    await fetch(where, { method: "POST", body: file }).catch((error) => events.push(`upload failed: ${error.name}`));
  }
}

function listen(input, way) {
  for (const type of ["input", "change", "cancel"]) {
    input.addEventListener(type, () => events.push(`${way} ${type} ${input.files.length}`));
  }
  input.addEventListener("change", () => upload([...input.files], way));
  return input;
}

function fileInput(way) {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  return listen(input, way);
}

function zone(element, way) {
  element.addEventListener("dragover", (event) => event.preventDefault());
  for (const type of ["drop", "dragleave"]) {
    element.addEventListener(type, (event) => events.push(`${way} ${type} ${event.dataTransfer?.files.length}`));
  }
  element.addEventListener("drop", (event) => {
    event.preventDefault();
    upload([...event.dataTransfer.files], way);
  });
}
