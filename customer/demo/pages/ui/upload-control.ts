/** A file, sent to the bank as soon as it is chosen; the form's value is the id the bank gave it. */
import { furniture } from "../../rules/flows.ts";
import { rejectSentences } from "../../rules/validate.ts";
import { sendFile } from "./bank-api.ts";
import type { Control, ControlContext } from "./control.ts";
import { el, icon, iconPaths, tellFact } from "./dom.ts";

const LARGEST_BYTES = 8 * 1024 * 1024;

export function uploadControl({ flowId, block, labelId, initial, onChange }: ControlContext): Control {
  let id = initial;
  const input = el("input", {
    type: "file",
    accept: "image/jpeg,image/png,application/pdf",
    "data-baton-field": block.field,
    "data-baton-state": id ? "filled" : "empty",
    "aria-labelledby": labelId,
  });
  const text = el("span", {}, id ? furniture.uploadAgain : furniture.upload);
  const done = el("span", { class: "upload-done" }, icon(iconPaths.check, 16), el("span", {}, furniture.uploaded));
  const fault = el("span", { class: "upload-fault", role: "alert" });
  done.hidden = id === "";
  const element = el(
    "div",
    { class: "upload" },
    el("label", { class: "upload-button" }, input, icon(iconPaths.upload, 18), text),
    done,
    fault,
  );

  const settle = (newId: string, sentence = "") => {
    id = newId;
    input.setAttribute("data-baton-state", newId ? "filled" : sentence ? "format-error" : "empty");
    text.textContent = newId ? furniture.uploadAgain : furniture.upload;
    done.hidden = newId === "";
    fault.textContent = sentence;
    onChange();
  };
  const upload = async (file: File) => {
    if (file.size > LARGEST_BYTES) {
      tellFact(input, "upload-failed file-size");
      input.setAttribute("data-baton-rejected", "file-size");
      settle("", rejectSentences["file-size"]);
      return;
    }
    tellFact(input, "upload-started");
    text.textContent = furniture.uploading;
    fault.textContent = "";
    const reply = await sendFile(`/flows/${flowId}/uploads`, file);
    if (reply.ok) {
      tellFact(input, "upload-finished");
      settle(reply.value.id);
      return;
    }
    tellFact(input, `upload-failed ${reply.error.code}`);
    const isAboutFile = reply.error.code === "file-size" || reply.error.code === "file-type";
    if (isAboutFile) input.setAttribute("data-baton-rejected", reply.error.code);
    settle("", isAboutFile ? rejectSentences[reply.error.code as "file-size" | "file-type"] : furniture.uploadFailed);
  };
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    // Cleared, so that choosing the same file again is a change.
    input.value = "";
    if (file) void upload(file);
  });
  return {
    element,
    target: input,
    place: "below",
    value: () => id,
    fill() {
      if (id === "") void upload(samplePicture());
    },
  };
}

/** A one-pixel PNG for the demo's 「填入演示资料」. */
function samplePicture(): File {
  const base64 = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=";
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return new File([bytes], "sample.png", { type: "image/png" });
}
