/** Small controls in the desk's own look: button, key cap, chip, dot, segment, avatar. Behaviour beyond a button is radix-ui's. */
import { Dialog as RadixDialog, ToggleGroup } from "radix-ui";
import type { ButtonHTMLAttributes, ComponentProps, ReactNode } from "react";
import { useRef } from "react";
import type { IconName } from "./icons.tsx";
import { Icon } from "./icons.tsx";

type ButtonProps = ComponentProps<"button"> & {
  readonly look?: "primary" | "default" | "ghost" | "danger";
  readonly size?: "sm" | "md" | "lg";
};

export function Button({ look = "default", size = "md", className = "", ...rest }: ButtonProps) {
  return <button type="button" className={`button button-${look} button-${size} ${className}`} {...rest} />;
}

/** As the `ref` of what takes the place of something that had the focus. */
export function focusNow(element: HTMLElement | null): void {
  element?.focus();
}

export function IconButton({
  icon,
  label,
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { readonly icon: IconName; readonly label: string }) {
  return (
    <button type="button" className="icon-button" aria-label={label} title={label} {...rest}>
      <Icon name={icon} size={16} />
    </button>
  );
}

export function Kbd({ children, isOnAccent = false }: { readonly children: ReactNode; readonly isOnAccent?: boolean }) {
  return <kbd className={isOnAccent ? "kbd kbd-on" : "kbd"}>{children}</kbd>;
}

export type Tone = "plain" | "ok" | "warn" | "bad" | "accent" | "expert";

export function Chip({ tone = "plain", children, title }: { readonly tone?: Tone; readonly children: ReactNode; readonly title?: string }) {
  return (
    <span className={`chip chip-${tone}`} title={title}>
      {children}
    </span>
  );
}

export function Dot({ tone = "plain" }: { readonly tone?: Tone | "busy" }) {
  return <span className={`dot dot-${tone}`} aria-hidden="true" />;
}

export function Avatar({ name, size = 28, tone = "plain" }: { readonly name: string; readonly size?: 16 | 28 | 40; readonly tone?: Tone }) {
  return (
    <span className={`avatar avatar-${size} avatar-${tone}`} aria-hidden="true">
      {[...name][0] ?? ""}
    </span>
  );
}

export type SegmentItem<T extends string> = { readonly value: T; readonly label: string; readonly tone?: Tone | "busy" };

/** One of a few. The same value again changes nothing. */
export function Segment<T extends string>(props: {
  readonly label: string;
  readonly value: T;
  readonly items: readonly SegmentItem<T>[];
  readonly onChange: (value: T) => void;
  readonly isDisabled?: boolean;
  readonly testId?: string;
}) {
  return (
    <ToggleGroup.Root
      type="single"
      className="segment"
      aria-label={props.label}
      value={props.value}
      disabled={props.isDisabled ?? false}
      data-testid={props.testId}
      onValueChange={(value) => {
        const item = props.items.find((known) => known.value === value);
        if (item !== undefined) props.onChange(item.value);
      }}
    >
      {props.items.map((item) => (
        <ToggleGroup.Item key={item.value} value={item.value} className="segment-item">
          {item.tone !== undefined && item.value === props.value ? <Dot tone={item.tone} /> : null}
          {item.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}

/** What a dialog is opened for, in this order; without any of it the way out is focused. */
const DIALOG_FIRST = ["input:not([aria-hidden]), textarea, select", ".pick", ".dialog-foot button"];

/**
 * A modal dialog with title; Esc closes it. The focus goes to what the dialog is for and returns to where it was, or to the screen
 * when that is gone.
 */
export function Dialog(props: {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly closeLabel: string;
  readonly children: ReactNode;
  readonly note?: string;
  readonly width?: "narrow" | "wide" | "drawer";
  readonly testId?: string;
}) {
  const before = useRef<Element | null>(null);
  return (
    <RadixDialog.Root open={props.isOpen} onOpenChange={(open) => !open && props.onClose()}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className="dialog-veil" />
        <RadixDialog.Content
          className={`dialog dialog-${props.width ?? "narrow"}`}
          data-testid={props.testId}
          onOpenAutoFocus={(event) => {
            before.current = document.activeElement;
            const { currentTarget } = event;
            if (!(currentTarget instanceof HTMLElement)) return;
            const first = DIALOG_FIRST.map((selector) => currentTarget.querySelector<HTMLElement>(selector)).find(
              (found) => found !== null,
            );
            if (!first) return;
            event.preventDefault();
            first.focus();
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            const back = before.current instanceof HTMLElement && before.current.isConnected && before.current !== document.body;
            (back ? (before.current as HTMLElement) : document.querySelector<HTMLElement>("main"))?.focus({ preventScroll: true });
          }}
          {...(props.note === undefined ? { "aria-describedby": undefined } : {})}
        >
          <header className="dialog-head">
            <RadixDialog.Title className="dialog-title">{props.title}</RadixDialog.Title>
            <RadixDialog.Close asChild>
              <IconButton icon="cross" label={props.closeLabel} />
            </RadixDialog.Close>
          </header>
          {props.note === undefined ? null : <RadixDialog.Description className="dialog-note">{props.note}</RadixDialog.Description>}
          {props.children}
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}

/** A field of a dialog or form with its name above it; `isHead` draws the name as the head of a section. */
export function DialogField(props: { readonly label: ReactNode; readonly isHead?: boolean; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is among the children
    <label className="dialog-field">
      <span className={props.isHead === true ? "section-head" : "meta"}>{props.label}</span>
      {props.children}
    </label>
  );
}

/** Something that could not be shown: what, and one action. */
export function Failure(props: {
  readonly text: string;
  readonly action?: string;
  readonly onAction?: () => void;
  readonly testId?: string;
}) {
  return (
    <div className="failure" role="alert" data-testid={props.testId}>
      <Icon name="warning" size={16} />
      <span>{props.text}</span>
      {props.action === undefined ? null : (
        <Button size="sm" onClick={props.onAction}>
          {props.action}
        </Button>
      )}
    </div>
  );
}
