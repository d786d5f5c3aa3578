// Says that files are being checked, when that takes long enough to be noticed: a line at the foot of the page, in a
// closed shadow tree, which takes neither the focus nor a click. It goes with the verdict, and while a panel is open.
"use strict";

const unnoticedMilliseconds = 700;

const signStyle = `
  p { box-sizing: border-box; position: fixed; inset: auto 1rem 1rem auto; max-width: calc(100vw - 2rem); margin: 0;
    padding: .6rem 1rem; border: 0; border-left: 6px solid #3f73d8; border-radius: 8px; pointer-events: none;
    font: 15px/1.5 "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; text-align: start;
    color: #1c1b1f; background: #fff; box-shadow: 0 6px 24px #0005; }
  @media (prefers-color-scheme: dark) { p { color: #e6e1e5; background: #262429; border-left-color: #a8c7fa; } }`;

class Sign {
  #waits = 0; // actions of the user that wait for a verdict
  #timer = 0;
  #host = null;

  // during gives what the promise gives, and shows the sign while that lasts.
  async during(promise) {
    this.#waits++;
    this.resume();
    try {
      return await promise;
    } finally {
      if (--this.#waits === 0) this.pause();
    }
  }

  // pause takes the sign away, also when something is waited for: then the user is, by a panel.
  pause() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#host?.remove();
    this.#host = null;
  }

  resume() {
    if (this.#waits > 0) this.#timer ||= setTimeout(() => this.#show(), unnoticedMilliseconds);
  }

  #show() {
    const text = element("p", words.say("checking"));
    text.role = "status";
    text.popover = "manual"; // above all of the page, without holding anything of it up
    this.#host = document.createElement("div");
    this.#host.attachShadow({ mode: "closed" }).append(element("style", signStyle), text);
    document.documentElement.append(this.#host);
    text.showPopover();
  }
}

const sign = new Sign();
