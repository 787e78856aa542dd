/**
 * How far V8 may go in putting functions into those that call them (docs/adr/0014).
 *
 * A fact passes some thirty small functions; by default V8 stops after 920 bytes of bytecode, in the middle of them, and calls the rest. Owns only
 * these two settings; what is compiled is what is called often, as ever.
 */
import { setFlagsFromString } from "node:v8";

/** Of a whole process, from then on; said once, where it begins. A runtime that does not know a setting says so on stderr and goes on. */
export function inlineFurther(): void {
  setFlagsFromString("--max-inlined-bytecode-size-cumulative=4000");
  // A call is considered when it is made this often for one of its caller: a fact is of one kind out of nine or so.
  setFlagsFromString("--min-inlining-frequency=0.05");
}
