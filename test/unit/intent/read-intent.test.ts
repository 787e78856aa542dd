import { describe, expect, it } from "vitest";
import { likelyNeed, readPlace } from "#shared/domain/intent/read-intent.ts";
import { face, heirs, meant, model, place, price, read } from "./intent-help.ts";

const need = (texts: readonly string[], where = face) => likelyNeed(model, texts, where)?.intentId ?? null;

describe("reading an intent", () => {
  it.each([
    ["脸怎么都刷不过去啊", face, "face-fails"],
    ["攝像頭黑屏怎麼辦", face, "face-camera"],
    ["What is the RATE?", place("car-loan", "quote"), "car-rate"],
    ["利律是多少呀", place("car-loan", "quote"), "car-rate"],
    ["转让利率该定多少", price, "cd-pricing"],
    ["受益人的比例咋填", heirs, "beneficiary"],
    ["好的，谢谢你", face, "solved"],
    ["晚点再弄吧", face, "later"],
  ])("[INTENT-2] understands 「%s」", (text, where, intent) => {
    expect(meant(text, where)).toBe(intent);
  });

  it.each(["明天股市会涨吗", "帮我推荐一个餐厅", "你们行长是谁", "write me a poem about the sea"])(
    "[INTENT-4] abstains from 「%s」",
    (text) => {
      expect(meant(text)).toBe("out-of-scope");
    },
  );

  it("[INTENT-4] what is not asked in this flow is out of scope here", () => {
    expect(meant("转让利率该定多少", price)).toBe("cd-pricing");
    expect(meant("转让利率该定多少", heirs)).toBe("out-of-scope");
  });

  it("[INTENT-9] hardly anything said is too short, and a short word that is known is understood", () => {
    expect(meant("嗯嗯嗯")).toBe("too-short");
    expect(meant("？")).toBe("too-short");
    expect(meant("谢谢")).toBe("solved");
  });

  it("[INTENT-6] a reading names the words and the place that spoke for it", () => {
    const reading = read("脸怎么都刷不过去啊");
    expect(reading.kind === "understood" && reading.need).toMatchObject({ intentId: "face-fails", label: { "zh-CN": "人脸核验过不去" } });
    const grounds = reading.kind === "understood" ? reading.need.grounds : [];
    expect(grounds).toContainEqual({ kind: "step", stepId: "face-check" });
    const said = grounds.find((ground) => ground.kind === "said");
    expect(said?.words.length).toBeGreaterThan(0);
    for (const words of said?.words ?? []) expect("脸怎么都刷不过去啊").toContain(words);
  });

  it("[INTENT-6] what speaks against a reading is not named", () => {
    const codes = readPlace(model, place("deposit-transfer", "verify", "help-requested"));
    expect(codes?.intentId).toBe("code-missing");
    expect(codes?.grounds).toEqual([{ kind: "step", stepId: "verify" }]);
  });

  it("[INTENT-6] a help entry the customer has opened is a ground", () => {
    const camera = readPlace(model, place("car-loan", "face-check", "dead-click", ["camera-permission"]));
    expect(camera).toMatchObject({ intentId: "face-camera" });
    expect(camera?.grounds).toContainEqual({ kind: "help-topic", topic: "camera-permission" });
  });

  it("[INTENT-12] with nothing written the place decides, and where samples do not agree nobody guesses", () => {
    expect(need([])).toBe("face-fails");
    expect(readPlace(model, face)?.confidence01).toBeGreaterThanOrEqual(0.5);
    expect(need([], place("car-loan", "employment", "rage-click"))).toBeNull();
  });

  it("[INTENT-12] what was written last decides, turns of talk aside, and is not overruled by the place", () => {
    expect(need(["相机打不开"])).toBe("face-camera");
    expect(need(["相机打不开", "转人工"])).toBe("face-camera");
    expect(need(["相机打不开", "嗯"])).toBe("face-camera");
    expect(need(["人脸老是过不去", "相机打不开"])).toBe("face-camera");
    expect(need(["相机打不开", "明天股市会涨吗"])).toBeNull();
    expect(need(["谢谢"])).toBe("face-fails");
  });
});
