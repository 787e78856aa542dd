/**
 * Mirror frames as they travel: a clear envelope and one opaque, separately compressed body per layer.
 *
 * The hub reads envelopes only and forwards layers by role and scope; what is inside a body is the business of `shared/browser/mirror`.
 */
import { z } from "zod";

/** `structure` goes to every viewer; the value layers only to those the flow's sensitivity class admits. */
export const mirrorLayerSchema = z.enum(["structure", "open", "manager"]);
export type MirrorLayer = z.infer<typeof mirrorLayerSchema>;

export const mirrorEnvelopeSchema = z.strictObject({
  /** One page load of the customer; a new page starts a new one with a keyframe. */
  pageId: z.string().regex(/^[A-Za-z0-9-]{8,40}$/),
  /** Counts frames of a page from 1. Frames are applied in this order. */
  seq: z.number().int().min(1),
  /** A keyframe holds the whole page; everything before it may be forgotten. */
  keyframe: z.boolean(),
  /** Hub clock as the customer's page knows it, epoch ms, when the frame was made: for measuring only. */
  at: z.number(),
});
export type MirrorEnvelope = z.infer<typeof mirrorEnvelopeSchema>;

/** One frame among all of a customer's visit. */
export const mirrorPositionSchema = mirrorEnvelopeSchema.pick({ pageId: true, seq: true });
export type MirrorPosition = z.infer<typeof mirrorPositionSchema>;

/** What a sender puts on the wire: envelope and gzip bodies. A layer without news is absent. */
export type MirrorFrame = { readonly envelope: MirrorEnvelope; readonly layers: Partial<Record<MirrorLayer, Uint8Array>> };

/**
 * A point of the mirror by what lies under it: masks are of fixed size, so the mirrored page is not laid out to the pixel like the real one.
 * `x01`, `y01` are fractions of that node's own box; `node` is the id that the recorder gave it.
 */
export const mirrorAnchorSchema = z.strictObject({
  node: z.number().int().min(1).max(2_000_000_000),
  x01: z.number().min(0).max(1),
  y01: z.number().min(0).max(1),
});
export type MirrorAnchor = z.infer<typeof mirrorAnchorSchema>;

/** What a viewer shows the customer on their own page. Coordinates are fractions (0–1) of the mirrored viewport. */
export const pointingSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("pointer"),
    x01: z.number().min(0).max(1),
    y01: z.number().min(0).max(1),
    /** More exact where the customer's page still has the node. */
    anchor: mirrorAnchorSchema.optional(),
  }),
  z.strictObject({ kind: z.literal("pointer-gone") }),
  /** Rings a field and scrolls it into view; announced to the customer. */
  z.strictObject({ kind: z.literal("guide"), fieldId: z.string() }),
  z.strictObject({ kind: z.literal("guide-gone") }),
]);
export type Pointing = z.infer<typeof pointingSchema>;
