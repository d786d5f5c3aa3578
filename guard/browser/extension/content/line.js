// The line from this page to the background script, and through it to the guard. Takes the messages about one file,
// gives the answers to them. A line that is cut, late, or cannot be opened answers with a stop and its words: nothing
// passes because nobody answered.
"use strict";

class Line {
  #port = null;
  #lastID = 0;
  #waiting = new Map(); // id of a file -> { resolve: takes the answer, bytes }

  nextID() {
    return ++this.#lastID;
  }

  // ask sends a message, and gives the next answer about the file. It waits no longer than so many milliseconds. Meanwhile
  // the guard is given what it needs of the bytes.
  async ask(id, message, milliseconds, bytes = null) {
    const { promise, resolve } = Promise.withResolvers();
    const late = setTimeout(() => this.#answer(id, words.stopped("timeout")), milliseconds);
    this.#waiting.set(id, { resolve, bytes });
    try {
      this.#open().postMessage({ ...message, id });
    } catch {
      this.#answer(id, words.stopped("orphaned"));
    }
    const answer = await promise;
    clearTimeout(late);
    return answer;
  }

  // tell sends a message to which there is no answer; if it cannot be sent it is lost.
  tell(message) {
    try {
      this.#open().postMessage(message);
    } catch {
      // An orphaned page has nobody to tell: the user was told.
    }
  }

  // #open gives the port. It throws when this script was orphaned, that is when the extension was updated or taken
  // away while the page stayed open.
  #open() {
    if (this.#port) return this.#port;
    this.#port = chrome.runtime.connect({ name: "giumat" });
    this.#port.onMessage.addListener((message) => this.#take(message));
    this.#port.onDisconnect.addListener(() => this.#cut());
    return this.#port;
  }

  #take(message) {
    switch (message.op) {
      case "words":
        words.learn(message.lang, message.texts);
        break;
      case "failed":
        this.#answer(message.id, words.stopped(message.kind));
        break;
      case "error":
        this.#answer(message.id, words.stopped("error"));
        break;
      case "need":
        this.#supply(message);
        break;
      default: // hello, verdict
        this.#answer(message.id, message);
        break;
    }
  }

  // #supply answers a need, unless the file was given up meanwhile.
  #supply(need) {
    const bytes = this.#waiting.get(need.id)?.bytes;
    if (bytes) this.tell({ ...chunk(bytes, need), id: need.id });
  }

  #answer(id, answer) {
    this.#waiting.get(id)?.resolve(answer);
    this.#waiting.delete(id);
  }

  #cut() {
    this.#port = null;
    const kind = chrome.runtime?.id ? "native" : "orphaned";
    for (const id of [...this.#waiting.keys()]) this.#answer(id, words.stopped(kind));
  }
}
