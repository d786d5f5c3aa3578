// The line to the guard, behind all pages: the service worker of Chromium, the event page of Firefox. Takes the messages
// of the content scripts, gives them to the guard's native host and the answers back. It judges nothing and keeps no
// file; when the guard is not there it says so, and the content script stops the document.
"use strict";

if (globalThis.importScripts) importScripts("base64.js", "present.js", "content/kind.js", "gate.js");

const hostName = "vn.giumat.guard";
const protocol = 1;
const helloSeconds = 5; // a host that does not greet by then hangs, and another is started
const beatSeconds = 20; // under the 30 after which a browser puts an idle script to sleep
const maxOwed = 50; // stops without a verdict that are remembered until the guard is there to record them

// Host is one run of the guard's native host, started by the browser when it is made.
class Host {
  #port = chrome.runtime.connectNative(hostName);
  #answers = new Map(); // id on this line -> the function that takes the answer
  #lastID = 0;
  #greeted = Promise.withResolvers();
  #hello = null; // what the host greeted with

  constructor(greeting) {
    this.#port.onMessage.addListener((message) => this.#take(message));
    this.#port.onDisconnect.addListener(() => this.#end("native", chrome.runtime.lastError));
    setTimeout(() => this.#hello || this.close("timeout"), helloSeconds * 1000);
    this.send({ op: "hello", v: protocol, ...greeting });
  }

  // hello waits for the host's greeting: { lang, texts }, or { failed: kind }.
  hello() {
    return this.#greeted.promise;
  }

  send(message) {
    this.#port.postMessage(message);
  }

  // newFile gives an id for a file whose answers go to take.
  newFile(take) {
    this.#answers.set(++this.#lastID, take);
    return this.#lastID;
  }

  forget(id) {
    this.#answers.delete(id);
  }

  close(kind) {
    this.#port.disconnect();
    this.#end(kind);
  }

  #take(message) {
    if (message.op !== "hello") return this.#answers.get(message.id)?.(message);
    if (message.v !== protocol) return this.close("version");
    this.#hello = message;
    this.#greeted.resolve(message);
  }

  #end(kind) {
    if (host === this) host = null;
    this.#greeted.resolve({ failed: kind });
    for (const take of this.#answers.values()) take({ op: "failed", kind });
    this.#answers.clear();
  }
}

let host = null; // the run there is now
const owed = [];

// The profile's name is random and says nothing of its owner: the guard counts by it which browsers are protected.
const profile = (async () => {
  const stored = await chrome.storage.local.get("profile");
  if (stored.profile) return stored.profile;
  const made = crypto.randomUUID();
  await chrome.storage.local.set({ profile: made });
  return made;
})();

async function guard() {
  const greeting = {
    ext: chrome.runtime.getManifest().version,
    browser: chrome.runtime.getURL("").startsWith("moz-") ? "firefox" : "chromium",
    profile: await profile,
  };
  return (host ??= new Host(greeting));
}

// greeted gives a host that has greeted or failed; in the place of one that hangs it tries another.
async function greeted() {
  const now = await guard();
  if ((await now.hello()).failed !== "timeout") return now;
  const next = await guard();
  await next.hello();
  return next;
}

async function beat() {
  const now = await greeted();
  if ((await now.hello()).failed) return;
  now.send({ op: "beat" });
  for (const message of owed.splice(0)) now.send(message);
}

// owe has the guard record what happened without a verdict, now or when there is a guard.
async function owe(message) {
  owed.push(message);
  owed.splice(0, owed.length - maxOwed);
  await beat();
}

// Page is the line from one page. Its files have an id there and another on the guard's line.
class Page {
  #port;
  #url;
  #files = new Map(); // id on the page's line -> { host, id, bytes }

  constructor(port) {
    this.#port = port;
    this.#url = pageURL(port.sender);
    port.onMessage.addListener((message) => this.#take(message));
    port.onDisconnect.addListener(() => this.#gone());
  }

  async #take(message) {
    if (message.op === "hello") return this.#greet(message);
    if (message.op === "handed") return gate.handed(this.#port.sender, message.name);
    if (message.op === "failed") return owe({ ...message, url: this.#url });
    const now = await greeted(); // messages wait here in their order
    const { failed } = await now.hello();
    if (failed) return this.#answer({ op: "failed", id: message.id, kind: failed });
    if (message.op === "judge") return this.#present(now, message);
    if (message.op === "start") return this.#start(now, message);
    this.#pass(message);
  }

  async #greet({ id, file }) {
    this.#answer({ op: "hello", id, carriesFiles: file instanceof Blob });
    const { failed, lang, texts } = await (await greeted()).hello();
    if (!failed) this.#answer({ op: "words", lang, texts });
  }

  // #present puts a file before the guard that the page handed over as it is.
  async #present(now, { id, name, file }) {
    let bytes;
    try {
      bytes = new Uint8Array(await file.arrayBuffer());
    } catch {
      return this.#answer({ op: "failed", id, kind: "read" });
    }
    this.#start(now, { ...(await opening(name, bytes)), id }, bytes);
  }

  // #start puts a file before the guard. Without its bytes, the page is asked for those that the guard needs.
  #start(now, message, bytes = null) {
    const file = { host: now, id: 0, bytes };
    file.id = now.newFile((answer) => {
      if (answer.op === "need" && file.bytes) return this.#pass({ ...chunk(file.bytes, answer), id: message.id });
      if (answer.op !== "need") file.bytes = null; // a warning may wait for its reader for long
      if (answer.op !== "need" && answer.verdict !== "warn") this.#drop(message.id);
      if (answer.verdict === "allow") gate.handed(this.#port.sender, message.name);
      this.#answer({ ...answer, id: message.id });
    });
    this.#files.set(message.id, file);
    now.send({ ...message, id: file.id, url: this.#url });
  }

  // #pass gives a message about a file that was started to its host.
  #pass(message) {
    const file = this.#files.get(message.id);
    file?.host.send({ ...message, id: file.id });
    if (message.op === "cancel") this.#drop(message.id);
  }

  #drop(id) {
    const file = this.#files.get(id);
    this.#files.delete(id);
    file?.host.forget(file.id);
  }

  #answer(message) {
    try {
      this.#port.postMessage(message);
    } catch {
      // The page is gone, and its files with it.
    }
  }

  #gone() {
    for (const [id, file] of this.#files) {
      if (file.host === host) host.send({ op: "cancel", id: file.id });
      this.#drop(id);
    }
  }
}

// pageURL gives where a page is, without what it asks for or where on it the user is. A frame without an address of its
// own has its maker's origin.
function pageURL(sender) {
  if (!/^https?:/.test(sender.url ?? "")) return sender.origin ?? "";
  const url = new URL(sender.url);
  return url.origin + url.pathname;
}

chrome.runtime.onConnect.addListener((port) => new Page(port));

// A frame too small for a panel has it shown by the page around it, and is given the user's answer.
chrome.runtime.onMessage.addListener((message, sender, reply) => {
  if (message.op !== "show") return false;
  tellPage(sender.tab.id, message).then(reply);
  return true; // the reply comes later
});

// tellPage tells the page of a tab, and gives its answer, or nothing when it is not one of ours.
async function tellPage(tab, message) {
  try {
    return await chrome.tabs.sendMessage(tab, message, { frameId: 0 });
  } catch {
    return undefined;
  }
}

// The guard hears of this browser from its start on. The alarm wakes a script that was put to sleep all the same.
chrome.runtime.onStartup.addListener(beat);
chrome.runtime.onInstalled.addListener(beat);
chrome.alarms.onAlarm.addListener(beat);
chrome.alarms.create("beat", { periodInMinutes: 1 });
setInterval(beat, beatSeconds * 1000);
beat();
