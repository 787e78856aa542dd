import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { flowPages } from "#customer/demo/rules/flows.ts";
import { staticTexts } from "#customer/demo/rules/static-texts.ts";
import { flowSchema } from "#shared/model/flow.ts";

const folder = path.resolve(import.meta.dirname, "../../../content/flows");
const flows = Object.keys(flowPages).map((id) => flowSchema.parse(parse(readFileSync(path.join(folder, `${id}.yaml`), "utf8"))));

describe.each(flows)("$id", (flow) => {
  const pages = flowPages[flow.id];
  const optional = new Set(flow.steps.flatMap((step) => step.fields.filter((field) => field.optional).map((field) => String(field.id))));

  test("[BANK-1] the pages have the flow's steps, in order", () => {
    expect(pages?.steps.map(({ stepId }) => stepId)).toEqual(flow.steps.map(({ id }) => String(id)));
  });

  test.each(flow.steps)("[BANK-1] $id: what the page can say and the allow-list are the same", (step) => {
    const page = pages?.steps.find(({ stepId }) => stepId === step.id);
    expect([...step.publicText].sort()).toEqual(page && pages ? [...staticTexts(pages, page, optional)].sort() : []);
  });

  test.each(flow.steps)("[BANK-1] $id: every field on the page is in the flow file, and the other way round", (step) => {
    const page = pages?.steps.find(({ stepId }) => stepId === step.id);
    const onPage = page?.cards.flatMap((card) => card.fields.map(({ field }) => field)) ?? [];
    expect([...onPage].sort()).toEqual(step.fields.map(({ id }) => String(id)).sort());
  });

  test("[BANK-1] no option caption is public text: a choice is a value", () => {
    const captions = (pages?.steps ?? []).flatMap((step) =>
      step.cards.flatMap((card) => card.fields.flatMap((field) => field.options?.map(({ caption }) => caption) ?? [])),
    );
    const open = new Set(flow.steps.flatMap((step) => step.publicText));
    expect(captions.filter((caption) => open.has(caption))).toEqual([]);
  });

  test("[TRACK-1] names, numbers, phones, codes, addresses, signatures and faces are secret", () => {
    const secretControls = new Set(["id-number", "phone", "code", "signature", "face", "upload", "date"]);
    const leaks = flow.steps.flatMap((step) =>
      step.fields.filter(
        (field) =>
          (secretControls.has(field.control) || /name|address|number|account|employer/.test(field.id)) && field.sensitivity !== "secret",
      ),
    );
    expect(leaks.map(({ id }) => id)).toEqual([]);
  });
});
