import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type IntentModel, LEARN_INTENTS, learnFromSamples, leastConfidence } from "#shared/domain/intent/learn-intents.ts";
import { readIntent } from "#shared/domain/intent/read-intent.ts";
import { foldsOf, OUT_OF_SCOPE, samplesOf, sayings } from "#shared/domain/intent/samples.ts";
import { readable, textFeatures } from "#shared/domain/intent/text-features.ts";
import { needIntentSchema } from "#shared/model/need-intent.ts";
import { face, flows, model, needs, read, simplify } from "./intent-help.ts";

/** Three intents in a flow of one step: enough to learn from, small enough to learn often. */
const small = {
  intents: (["rate", "papers", "camera"] as const).map((id) =>
    needIntentSchema.parse({
      id,
      label: { "zh-CN": id, en: id },
      claimIds: ["car-rate-standard"],
      samples: [
        {
          flowId: "car-loan",
          stepIds: ["quote"],
          say: {
            rate: "利率多少\n利息怎么算\n年利率高不高\n贷款利率\n利息贵吗\n利率能降吗",
            papers: "要什么材料\n材料清单\n收入证明要吗\n准备哪些资料\n材料怎么传\n证明材料",
            camera: "相机打不开\n摄像头黑屏\n相机没反应\n打开相机失败\n摄像头坏了\n相机权限",
          }[id],
        },
      ],
    }),
  ),
  outOfScope: [{ stepIds: [], breakpointKinds: [], helpTopics: [], say: "今天天气\n讲个笑话\n股票涨了吗\n几点下班" }],
};

describe("learning intents", () => {
  it("[INTENT-1] the same samples and seed give the same model, another seed another one", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), (seed) => {
        const learn = (with_: number) => learnFromSamples(small.intents, samplesOf(small, flows), { ...LEARN_INTENTS, seed: with_ });
        const [one, again, other] = [learn(seed), learn(seed), learn(seed + 1)];
        expect(again.said).toEqual(one.said);
        expect(again.place).toEqual(one.place);
        expect(other.said.multinomial.weights).not.toEqual(one.said.multinomial.weights);
      }),
      { numRuns: 15 },
    );
  });

  it("[INTENT-1] learned in pieces or at once, it is the same", () => {
    const at = () => learnFromSamples(small.intents, samplesOf(small, flows), LEARN_INTENTS);
    const pieces = at();
    let calls = 1;
    while (!pieces.learnSome()) calls += 1;
    expect(calls).toBe(LEARN_INTENTS.folds + 1);
    expect(pieces.said).toEqual(at().said);
  });

  it("[INTENT-2] Han is read in n-grams, Latin in words, numbers as numbers", () => {
    expect(textFeatures("刷脸fail了 3 times")).toEqual(["刷", "刷脸", "脸", "fail", "了", "0", "times", "0 times"]);
  });

  it("[INTENT-2] width, capitals, punctuation and traditional characters make no difference", () => {
    for (const [one, other] of [
      ["ＣＡＭＥＲＡ 打不開", "camera打不开"],
      ["利率，是多少？？", "利率 是多少"],
    ])
      expect(textFeatures(readable(one ?? "", simplify)).filter((each) => !each.includes(" "))).toEqual(
        expect.arrayContaining(textFeatures(readable(other ?? "", simplify)).filter((each) => [...each].length < 3)),
      );
  });

  it("[INTENT-3] no group of near copies is torn apart and every intent is in every fold", () => {
    const samples = samplesOf(needs, flows, simplify);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000 }), fc.integer({ min: 2, max: 6 }), (seed, folds) => {
        const foldOf = foldsOf(samples, folds, seed);
        const foldsOfGroup = new Map<number, Set<number>>();
        const sizes = new Map<string, number>();
        for (const [at, { group, intent }] of samples.entries()) {
          foldsOfGroup.set(group, (foldsOfGroup.get(group) ?? new Set()).add(foldOf[at] ?? -1));
          sizes.set(`${intent} ${foldOf[at]}`, (sizes.get(`${intent} ${foldOf[at]}`) ?? 0) + 1);
        }
        expect([...foldsOfGroup.values()].every((each) => each.size === 1)).toBe(true);
        expect(sizes.size).toBe((needs.intents.length + 1) * folds);
      }),
      { numRuns: 20 },
    );
  });

  it("[INTENT-3] variants on one line and sentences that share most of their characters are one group", () => {
    const samples = samplesOf({ intents: small.intents.slice(0, 1), outOfScope: [] }, flows);
    const groupOf = (text: string) => samples.find((sample) => sample.text === text)?.group;
    expect(groupOf("利率多少")).not.toBe(groupOf("利息贵吗"));
    const [intent] = small.intents;
    const close = { ...intent, samples: [{ ...intent?.samples[0], say: "人脸老是过不去\n人脸老是过不去啊\n换个说法 / 完全不同的话" }] };
    const grouped = samplesOf({ intents: [close as never], outOfScope: [] }, flows).map((sample) => sample.group);
    expect(grouped).toEqual([0, 0, 1, 1]);
  });

  it("[INTENT-5] the threshold keeps its promise and is the lowest that does", () => {
    const held = fc.array(fc.record({ confidence01: fc.double({ min: 0, max: 1, noNaN: true }), isRight: fc.boolean() }), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(held, fc.double({ min: 0, max: 0.5, noNaN: true }), (all, mostWrong01) => {
        const least = leastConfidence(all, mostWrong01);
        const keeps = (from: number) => {
          const answered = all.filter(({ confidence01 }) => confidence01 >= from);
          return answered.filter(({ isRight }) => !isRight).length <= mostWrong01 * answered.length;
        };
        expect(keeps(least)).toBe(true);
        for (const { confidence01 } of all) if (confidence01 < least) expect(keeps(confidence01)).toBe(false);
      }),
    );
  });

  it("[INTENT-5] when no threshold keeps the promise, nothing is answered", () => {
    expect(leastConfidence([{ confidence01: 0.9, isRight: false }], 0.05)).toBeGreaterThan(1);
    const never: IntentModel = { ...model, said: { ...model.said, least01: 2 } };
    expect(readIntent(never, "人脸老是过不去", face).kind).toBe("abstained");
    expect(read("人脸老是过不去").kind).toBe("understood");
  });

  it("[INTENT-13] the live samples are many and varied", () => {
    for (const intent of needs.intents) expect(intent.samples.flatMap(sayings).flat().length, intent.id).toBeGreaterThanOrEqual(25);
    expect(samplesOf(needs, flows).filter(({ intent }) => intent === OUT_OF_SCOPE).length).toBeGreaterThanOrEqual(60);
  });
});
