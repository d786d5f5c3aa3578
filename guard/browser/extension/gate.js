// The second gate, behind all pages: looks at what pages send, and notices a document that no hold of ours handed to them.
// That means a way in which the first hold does not know. Takes the browser's word on each request to a guarded page,
// and what was handed to which page; tells the guard of what came round. It stops a request only in an extension packed
// so (the permission webRequestBlocking, which Chromium heeds only when a policy installed the extension).
"use strict";

// A file that was handed to a page excuses what the page sends for so long, and its own name until the browser ends: a page
// may send it with the form, much later. One that sends its bytes later than this is noticed, as nothing shows whose
// they are; the user can attach the file again.
const handedMilliseconds = 120_000;
const maxHanded = 500; // files that are remembered

const documentName = /\.(pdf|doc[xm]?|dot[xm]?|rtf|xls[xmb]?|ppt[xm]?|od[tsp]|zip|rar|7z)$/i;
const documentType =
  /^application\/(pdf|(x-)?rtf|msword|zip|x-zip-compressed|(vnd\.|x-)rar|x-rar-compressed|x-7z-compressed|vnd\.(ms-(word|excel|powerpoint)|openxmlformats-officedocument|oasis\.opendocument)\b)/i;
const fileOfForm = /^content-disposition: *form-data;[^\r\n]*; filename="([^"\r\n]*)"/gim;
const shownBytes = 64 << 10; // of each part of a form that are searched for the names of files

// signs gives what a request's body shows of a document: its name, "" for one whose first bytes alone show, or null.
// A browser does not show all. Seen in Chromium 156 and Firefox 153:
//
//                     Chromium                       Firefox
//   bytes, text       the bytes                      the bytes
//   File, Blob        nothing (see signsOfType)      the bytes
//   form by a script  the form without its files     each file's name
//   form of a page    each file's name               each file's name
//   stream            nothing                        sends none
function signs(body) {
  const names = Object.values(body.formData ?? {}).flat();
  for (const { bytes, file } of body.raw ?? []) {
    if (file) names.push(file.replace(/.*[\\/]/, ""));
    if (!bytes) continue;
    if (isDocument(new Uint8Array(bytes.slice(0, headBytes)))) return "";
    const text = new TextDecoder().decode(bytes.slice(0, shownBytes));
    names.push(...Array.from(text.matchAll(fileOfForm), (match) => match[1]));
  }
  return names.find((name) => documentName.test(name)) ?? null;
}

// signsOfType does so by the headers, for a body of which nothing else shows. A Blob without a type passes: pages send
// such of their own all day.
function signsOfType(headers) {
  const type = headers.find((header) => header.name.toLowerCase() === "content-type")?.value;
  return documentType.test(type ?? "") ? "" : null;
}

class Gate {
  #blocks = chrome.runtime.getManifest().permissions.includes("webRequestBlocking");
  #handed = []; // { tab, origin, name, time }, the last ones
  #told = new Set(); // tabs whose user reads why something was stopped
  #unshown = new Set(); // requests whose body does not show, until their headers do

  // watch starts the watching. Browsers want that before anything else in a script is waited for.
  watch() {
    const filter = { urls: chrome.runtime.getManifest().host_permissions };
    const more = this.#blocks ? ["blocking"] : [];
    chrome.webRequest.onBeforeRequest.addListener((request) => this.#body(request), filter, [...more, "requestBody"]);
    chrome.webRequest.onBeforeSendHeaders.addListener((request) => this.#headers(request), filter, [...more, "requestHeaders"]);
    // Firefox never answers for a page that is gone, and its panel went with it.
    chrome.tabs.onUpdated.addListener((tab, { status }) => status === "loading" && this.#told.delete(tab));
  }

  // handed says that a page (the sender of a message) is about to get a file.
  handed(sender, name) {
    this.#handed.push({ tab: sender.tab?.id, origin: originOf(pageURL(sender)), name, time: Date.now() });
    this.#handed.splice(0, this.#handed.length - maxHanded);
  }

  #body(request) {
    if (!request.requestBody) return {};
    if (!request.requestBody.error) return this.#judge(request, signs(request.requestBody));
    if (this.#unshown.size >= maxHanded) this.#unshown.clear(); // requests that never got to their headers
    this.#unshown.add(request.requestId);
    return {};
  }

  #headers(request) {
    return this.#unshown.delete(request.requestId) ? this.#judge(request, signsOfType(request.requestHeaders)) : {};
  }

  #judge(request, name) {
    if (name === null || this.#excused(request, name)) return {};
    owe({ op: "failed", kind: this.#blocks ? "gate_stopped" : "gate", name, url: pageURL({ url: senderOf(request) }) });
    if (this.#blocks) this.#tellUser(request.tabId);
    return { cancel: this.#blocks };
  }

  // A page that tries again and again has the user told once at a time.
  async #tellUser(tab) {
    if (this.#told.has(tab)) return;
    this.#told.add(tab);
    const { lang, texts } = await (await greeted()).hello();
    await tellPage(tab, { op: "show", kind: "gate", lang, texts }); // until the user has read it
    this.#told.delete(tab);
  }

  // A request of a page's worker has no tab, and a window that a page opened may have its files sent by that page.
  #excused(request, name) {
    const origin = originOf(senderOf(request));
    return this.#handed.some(
      (file) =>
        (file.tab === request.tabId || file.origin === origin) &&
        (file.name === name || Date.now() - file.time < handedMilliseconds),
    );
  }
}

// senderOf gives the address of the page that sends: Firefox tells it, Chromium the origin. One without an address of its
// own counts as the page that it sends to.
function senderOf({ originUrl, initiator, url }) {
  return [originUrl, initiator].find((page) => /^https?:/.test(page ?? "")) ?? url;
}

function originOf(url) {
  return URL.canParse(url) ? new URL(url).origin : "";
}

const gate = new Gate();
gate.watch();
