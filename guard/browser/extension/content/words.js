// The words of the panel for all that the guard cannot say itself because it is not there, late, or too old or new.
// Takes the key of a case, gives its sentences. What the guard says about a document comes from the guard; so do the
// language and any sentence that an office words differently (the hello of the line).
"use strict";

const builtInWords = {
  vi: {
    stop: "Dừng, không gửi",
    go_on: "Vẫn gửi, ghi lý do",
    close: "Đã hiểu",
    file: "Tệp:",
    checking: "Giữ Mật đang kiểm tra tệp trước khi gửi…",
    reason: "Lý do gửi (ít nhất {n} chữ cái hoặc chữ số; được ghi vào sổ):",
    reason_short: "Lý do phải rõ ràng, có ít nhất {n} chữ cái hoặc chữ số. Hãy ghi rõ hơn, hoặc dừng lại.",
    title_native: "Chưa gửi được tài liệu: Giữ Mật không trả lời",
    body_native:
      "Mọi tài liệu phải được kiểm tra trước khi gửi, nhưng phần mềm Giữ Mật trên máy này không chạy nên tệp chưa được đính kèm. Hãy thử lại sau ít phút; nếu vẫn không được, hãy báo người quản trị.",
    title_timeout: "Chưa gửi được tài liệu: quá thời gian kiểm tra",
    body_timeout:
      "Phần mềm Giữ Mật chưa kiểm tra xong trong thời gian cho phép nên tệp chưa được đính kèm. Hãy thử lại; nếu vẫn không được, hãy báo người quản trị.",
    title_version: "Chưa gửi được tài liệu: Giữ Mật khác phiên bản",
    body_version:
      "Tiện ích Giữ Mật trong trình duyệt và phần mềm Giữ Mật trên máy không cùng phiên bản nên tệp chưa được đính kèm. Hãy đóng và mở lại trình duyệt; nếu vẫn không được, hãy báo người quản trị cập nhật Giữ Mật.",
    title_orphaned: "Chưa gửi được tài liệu: cần tải lại trang",
    body_orphaned:
      "Tiện ích Giữ Mật vừa được cập nhật nên trang này không còn được kiểm tra, và tệp chưa được đính kèm. Hãy lưu thư nháp, tải lại trang (phím F5) rồi đính kèm lại.",
    title_read: "Chưa gửi được tệp: không đọc được",
    body_read: "Không đọc được tệp nên chưa kiểm tra được. Hãy đóng chương trình đang mở tệp, rồi đính kèm lại.",
    title_large: "Chưa gửi được tài liệu: tệp quá lớn",
    body_large: "Tài liệu lớn hơn {n} MB nên không kiểm tra được trong trình duyệt. Hãy chia nhỏ tài liệu rồi đính kèm lại.",
    title_folder: "Chưa gửi được thư mục",
    body_folder:
      "Thư mục có hơn {n} tệp hoặc lớn hơn {mb} MB nên không kiểm tra hết được trong trình duyệt. Hãy mở thư mục, chọn các tệp cần gửi rồi đính kèm lại.",
    title_gate: "Đã chặn tài liệu chưa được kiểm tra",
    body_gate:
      "Trang web vừa gửi đi một tài liệu mà Giữ Mật chưa kiểm tra nên việc gửi đã bị chặn. Hãy đính kèm lại bằng nút chọn tệp của trang; nếu vẫn bị chặn, hãy báo người quản trị.",
    title_error: "Chưa gửi được tài liệu: lỗi khi kiểm tra",
    body_error: "Phần mềm Giữ Mật gặp lỗi khi kiểm tra nên tệp chưa được đính kèm. Hãy thử lại; nếu vẫn không được, hãy báo người quản trị.",
  },
  en: {
    stop: "Stop, do not send",
    go_on: "Send, and record the reason",
    close: "I understand",
    file: "File:",
    checking: "Giữ Mật is checking the file before it is sent…",
    reason: "Reason for sending (at least {n} letters or digits; it is recorded):",
    reason_short: "The reason must be clear, with at least {n} letters or digits. Please say more, or stop.",
    title_native: "Document not sent: Giữ Mật does not answer",
    body_native:
      "Every document has to be checked before it is sent, but Giữ Mật does not run on this computer, so the file was not attached. Try again in a few minutes; if that does not help, tell the administrator.",
    title_timeout: "Document not sent: the check took too long",
    body_timeout: "Giữ Mật did not finish its check in time, so the file was not attached. Try again; if that does not help, tell the administrator.",
    title_version: "Document not sent: versions of Giữ Mật differ",
    body_version:
      "The Giữ Mật extension in this browser and Giữ Mật on this computer are of different versions, so the file was not attached. Close the browser and open it again; if that does not help, ask the administrator to update Giữ Mật.",
    title_orphaned: "Document not sent: the page has to be reloaded",
    body_orphaned:
      "The Giữ Mật extension was just updated, so this page is no longer checked and the file was not attached. Save your draft, reload the page (F5) and attach the file again.",
    title_read: "File not sent: it cannot be read",
    body_read: "The file could not be read, so it could not be checked. Close the program that has it open, then attach it again.",
    title_large: "Document not sent: the file is too large",
    body_large: "The document is larger than {n} MB and cannot be checked in the browser. Split it, then attach the parts.",
    title_folder: "Folder not sent",
    body_folder:
      "The folder holds more than {n} files or more than {mb} MB, too much to check in the browser. Open the folder, choose the files to send, and attach those.",
    title_gate: "Unchecked document stopped",
    body_gate:
      "The page was about to send a document that Giữ Mật had not checked, so the sending was stopped. Attach it again with the page's own button for files; if it is stopped again, tell the administrator.",
    title_error: "Document not sent: the check failed",
    body_error: "Giữ Mật met an error during the check, so the file was not attached. Try again; if that does not help, tell the administrator.",
  },
};

class Words {
  #sentences = builtInWords[navigator.languages.some((lang) => lang.startsWith("vi")) ? "vi" : "en"];

  // learn takes the language and the sentences of the guard's hello.
  learn(lang, texts) {
    this.#sentences = { ...(builtInWords[lang] ?? this.#sentences), ...texts };
  }

  say(key, n = "", mb = "") {
    return (this.#sentences[key] ?? key).replace("{n}", n).replace("{mb}", mb);
  }

  // stopped gives the verdict for a document that nobody judged: kind is timeout, native, version, orphaned, ...
  stopped(kind, n, mb) {
    return { verdict: "block", kind, title: this.say("title_" + kind, n, mb), body: this.say("body_" + kind, n, mb) };
  }
}

const words = new Words();
