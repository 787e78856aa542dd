/**
 * Leaves schemas that a page does not use out of its scripts.
 *
 * A bundler keeps every call at the top of a module, for it might do something; making a schema does nothing but make it. So the modules of
 * `shared/model` and `shared/contract` have what each constant is made of marked as free of effects, and go when nobody asks for them.
 */
import type { Plugin } from "vite";

/** The part of a constant's value that is told apart: what costs nothing is left as it is. */
type Value = { readonly type: string; readonly start: number; readonly end: number };

const FREE = new Set(["Literal", "TemplateLiteral", "ArrowFunctionExpression", "FunctionExpression", "Identifier"]);

export const unusedSchemas: Plugin = {
  name: "baton:unused-schemas",
  enforce: "post",
  transform: {
    filter: { id: /\/shared\/(model|contract)\/[a-z-]+\.ts$/ },
    handler(code) {
      const values: Value[] = [];
      for (const statement of this.parse(code).body) {
        const declared = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
        if (declared?.type !== "VariableDeclaration" || declared.kind !== "const") continue;
        for (const { init } of declared.declarations) if (init && !FREE.has(init.type)) values.push(init);
      }
      let marked = code;
      // From the end, so that places before stay where they are.
      for (const { start, end } of values.reverse())
        marked = `${marked.slice(0, start)}/* @__PURE__ */ (() => (${marked.slice(start, end)}))()${marked.slice(end)}`;
      return { code: marked, map: null };
    },
  },
};
