/** One received layer: unpacked and checked, or the fault that refuses its frame. */
import { MAX_LAYER_BYTES } from "#shared/model/plain-values.ts";
import type { CodecFault } from "./codec.ts";
import { unpack } from "./codec.ts";
import { Misfit } from "./viewer-tree.ts";
import type { StructureBody, ValueBody } from "./wire.ts";
import type { WireFault } from "./wire-check.ts";

export type MirrorFault =
  | CodecFault
  | WireFault
  | { readonly kind: "misfit" }
  | { readonly kind: "gap" }
  | { readonly kind: "frame-reloaded" };

export type Layer<T> = { readonly body: T } | { readonly fault: MirrorFault } | null;

export async function readLayer<T extends StructureBody | ValueBody>(
  packed: Uint8Array | undefined,
  checkBody: (body: unknown) => { ok: true; value: T } | { ok: false; error: WireFault },
): Promise<Layer<T>> {
  if (packed === undefined) return null;
  if (packed.length > MAX_LAYER_BYTES || packed.length < 18) return { fault: { kind: "too-large" } };
  const unpacked = await unpack(packed);
  if (!unpacked.ok) return { fault: unpacked.error };
  const checked = checkBody(unpacked.value);
  return checked.ok ? { body: checked.value } : { fault: checked.error };
}

/** True for an operation that does not fit: noticed by us, or by the document (a node below itself). Its exceptions are of the frame's realm. */
export function isMisfit(fault: unknown): boolean {
  if (fault instanceof Misfit || fault instanceof RangeError) return true;
  const refusals = ["HierarchyRequestError", "NotFoundError", "NotSupportedError", "InvalidCharacterError"];
  return typeof fault === "object" && fault !== null && "name" in fault && refusals.some((name) => name === fault.name);
}
