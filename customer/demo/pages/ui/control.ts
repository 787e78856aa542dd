/** What every control of a form can do, and what it is given. Drawing the row around it is `form.ts`. */
import type { FieldBlock, Option } from "../../rules/page-definition.ts";
import type { RunView } from "./bank-api.ts";

export type Control = {
  /** Goes into the row. */
  readonly element: HTMLElement;
  /** Carries `data-baton-field`, `aria-invalid` and the rejection. */
  readonly target: HTMLElement;
  /** `beside` the label on one line, or `below` it. */
  readonly place: "beside" | "below" | "alone";
  readonly value: () => string;
  readonly fill: (value: string) => void;
};

export type ControlContext = {
  readonly flowId: string;
  readonly stepId: string;
  readonly block: FieldBlock;
  readonly label: string;
  /** Id of the label's element, for `aria-labelledby`. */
  readonly labelId: string;
  readonly initial: string;
  readonly run: RunView;
  /** The control's options: its own, or the customer's from the server. */
  readonly options: readonly Option[];
  /** Tells the form that the value changed. */
  readonly onChange: () => void;
};
