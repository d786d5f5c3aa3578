// Tells the user why a file is stopped, or asks why it should go. Takes a verdict with its words; gives the reason when
// the user goes on, and "" when the user stops, presses Esc, or the page takes the panel away. It is a dialog of the
// browser in a closed shadow tree: the page can neither read it nor press its buttons, and the focus stays in it.
"use strict";

const panelStyle = `
  dialog { box-sizing: border-box; width: min(34rem, calc(100vw - 2rem)); padding: 0; border: 0; border-radius: 10px;
    font: 15px/1.5 "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; text-align: start;
    color: #1c1b1f; background: #fff; box-shadow: 0 12px 40px #0006; border-top: 6px solid #b3261e; }
  dialog.warn { border-top-color: #b26a00; }
  dialog::backdrop { background: #0008; }
  form { display: grid; gap: .75rem; margin: 0; padding: 1.25rem 1.5rem; }
  h1 { margin: 0; font-size: 1.2rem; line-height: 1.35; color: #8c1d18; }
  .warn h1 { color: #7a4700; }
  p { margin: 0; white-space: pre-line; overflow-wrap: anywhere; }
  .file { padding: .4rem .6rem; border-radius: 6px; background: #f3f1f4; }
  label { display: grid; gap: .35rem; }
  textarea { box-sizing: border-box; width: 100%; min-height: 4.5rem; padding: .5rem; font: inherit; color: inherit;
    background: transparent; border: 1px solid #79747e; border-radius: 6px; resize: vertical; }
  .short { color: #7a4700; font-size: .9rem; }
  .buttons { display: flex; flex-wrap: wrap; justify-content: flex-end; gap: .6rem; }
  button { padding: .5rem 1.1rem; font: inherit; font-weight: 600; border-radius: 6px; cursor: pointer;
    color: #fff; background: #8c1d18; border: 1px solid #8c1d18; }
  button.go { color: #7a4700; background: transparent; border-color: #b26a00; }
  button:disabled { opacity: .5; cursor: default; }
  :focus-visible { outline: 3px solid #3f73d8; outline-offset: 2px; }
  @media (prefers-color-scheme: dark) {
    dialog { color: #e6e1e5; background: #262429; }
    h1 { color: #f2b8b5; } .warn h1 { color: #ffcc80; } .short { color: #ffcc80; }
    .file { background: #37343b; } textarea { border-color: #938f99; }
    button { color: #601410; background: #f2b8b5; border-color: #f2b8b5; }
    button.go { color: #ffcc80; border-color: #ffcc80; }
  }`;

class Panel {
  #host = document.createElement("div");
  #dialog = element("dialog");
  #reason = null;

  constructor(verdict) {
    const asks = verdict.verdict === "warn";
    const title = element("h1", verdict.title);
    this.#dialog.className = asks ? "warn" : "block";
    this.#dialog.role = "alertdialog";
    this.#dialog.ariaLabel = verdict.title;
    // A form of this kind closes its dialog with the button's value: no script of the page is asked.
    const form = element("form", title, element("p", verdict.body));
    form.method = "dialog";
    if (verdict.file) form.append(named(element("p", `${words.say("file")} ${verdict.file}`), "file"));
    const stop = element("button", words.say(asks ? "stop" : "close"));
    stop.value = "stop";
    stop.autofocus = true;
    stop.formNoValidate = true;
    const buttons = named(element("div", stop), "buttons");
    if (asks) this.#ask(form, buttons, verdict.min_reason ?? 1);
    form.append(buttons);
    this.#dialog.append(form);
    const style = element("style", panelStyle);
    this.#host.attachShadow({ mode: "closed" }).append(style, this.#dialog);
  }

  #ask(form, buttons, min) {
    this.#reason = element("textarea");
    const short = named(element("p"), "short");
    const go = named(element("button", words.say("go_on")), "go");
    go.value = "go";
    go.disabled = true;
    this.#reason.addEventListener("input", () => {
      go.disabled = lettersAndDigits(this.#reason.value) < min;
      short.textContent = go.disabled && this.#reason.value ? words.say("reason_short", min) : "";
    });
    form.append(element("label", words.say("reason", min), this.#reason), short);
    buttons.append(go);
  }

  // answer shows the panel and gives the reason, or "" to stop.
  async answer() {
    const { promise, resolve } = Promise.withResolvers();
    const taken = new MutationObserver(() => this.#host.isConnected || resolve());
    this.#dialog.addEventListener("close", resolve);
    document.documentElement.append(this.#host);
    taken.observe(document, { childList: true, subtree: true });
    openPanels.add(this.#host);
    sign.pause();
    this.#dialog.showModal();
    await promise;
    sign.resume();
    taken.disconnect();
    openPanels.delete(this.#host);
    this.#host.remove();
    return this.#dialog.returnValue === "go" ? this.#reason.value.trim() : "";
  }
}

const openPanels = new Set();

// What the user types is for the panel: the page, which may have a key for every letter, does not hear of it. The
// browser still does with a key what it does by itself.
function holdKey(event) {
  if (openPanels.has(event.composedPath()[0])) event.stopImmediatePropagation();
}

function lettersAndDigits(text) {
  return text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
}

function element(name, ...children) {
  const made = document.createElement(name);
  made.append(...children);
  return made;
}

function named(made, className) {
  made.className = className;
  return made;
}
