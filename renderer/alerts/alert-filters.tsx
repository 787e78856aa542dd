/**
 * Filters of the list: one journey (F), one behaviour (B); and its order (O). What they mean is `state/alert-filter.ts` and
 * `state/alert-rows.ts`.
 */
import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";
import type { Alert } from "#shared/model/alert.ts";
import { ALERT_ORDERS } from "#shared/model/plain-values.ts";
import { behavioursIn } from "../state/alert-filter.ts";
import { useCopy, useDesk, useDeskState, useWords } from "../state/use-desk.ts";
import { Button } from "../ui/controls.tsx";
import { Icon } from "../ui/icons.tsx";

/** What the list is narrowed to, in words. */
export function useFilterNames(): readonly string[] {
  const { alerts } = useCopy();
  const words = useWords();
  const { text, flowId, kind } = useDeskState((state) => state.filter);
  const flow = useDeskState((state) => (flowId === null ? undefined : state.content?.flows.get(flowId)));
  return [
    ...(text.trim() === "" ? [] : [text.trim()]),
    ...(flow === undefined ? [] : [words(flow.title)]),
    ...(kind === null ? [] : [alerts.behaviourName[kind]]),
  ];
}

type FilterMenuProps = {
  readonly overlay: "filter-flow" | "filter-behaviour";
  readonly testId: string;
  readonly label: string;
  readonly shown: string;
  readonly isChosen: boolean;
  readonly children: ReactNode;
};

function FilterMenu({ overlay, testId, label, shown, isChosen, children }: FilterMenuProps) {
  const desk = useDesk();
  const isOpen = useDeskState((state) => state.overlay === overlay);
  return (
    <DropdownMenu.Root modal={false} open={isOpen} onOpenChange={(open) => desk.set({ overlay: open ? overlay : null })}>
      <DropdownMenu.Trigger asChild>
        <Button
          size="sm"
          look="ghost"
          className={isChosen ? "filter-button chosen" : "filter-button"}
          data-testid={testId}
          aria-label={`${label}: ${shown}`}
        >
          <Icon name="filter" size={14} />
          <span className="cut">{shown}</span>
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4} aria-label={label}>
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function FilterItem(props: { readonly name: string; readonly count?: number; readonly isChosen: boolean; readonly onSelect: () => void }) {
  const { name, count, isChosen, onSelect } = props;
  return (
    <DropdownMenu.CheckboxItem className="menu-item filter-item" checked={isChosen} onSelect={onSelect}>
      <span className="filter-check">{isChosen ? <Icon name="check" size={12} /> : null}</span>
      <span className="grow">{name}</span>
      {count === undefined ? null : <em>{count}</em>}
    </DropdownMenu.CheckboxItem>
  );
}

export function FlowFilter() {
  const { alerts } = useCopy();
  const words = useWords();
  const desk = useDesk();
  const filter = useDeskState((state) => state.filter);
  const flows = useDeskState((state) => state.content?.flows);
  const chosen = filter.flowId === null ? undefined : flows?.get(filter.flowId);
  return (
    <FilterMenu
      overlay="filter-flow"
      testId="flow-filter"
      label={alerts.filterFlow}
      shown={chosen === undefined ? alerts.allFlows : words(chosen.title)}
      isChosen={chosen !== undefined}
    >
      <FilterItem
        name={alerts.allFlows}
        isChosen={chosen === undefined}
        onSelect={() => desk.set({ filter: { ...filter, flowId: null } })}
      />
      {[...(flows?.values() ?? [])].map((flow) => (
        <FilterItem
          key={flow.id}
          name={words(flow.title)}
          isChosen={flow.id === filter.flowId}
          onSelect={() => desk.set({ filter: { ...filter, flowId: flow.id } })}
        />
      ))}
    </FilterMenu>
  );
}

/** @param rows of the lane shown: behaviours nobody has are not offered. */
export function BehaviourFilter({ rows }: { readonly rows: readonly Alert[] }) {
  const { alerts } = useCopy();
  const desk = useDesk();
  const filter = useDeskState((state) => state.filter);
  return (
    <FilterMenu
      overlay="filter-behaviour"
      testId="behaviour-filter"
      label={alerts.filterBehaviour}
      shown={filter.kind === null ? alerts.allBehaviours : alerts.behaviourName[filter.kind]}
      isChosen={filter.kind !== null}
    >
      <FilterItem
        name={alerts.allBehaviours}
        isChosen={filter.kind === null}
        onSelect={() => desk.set({ filter: { ...filter, kind: null } })}
      />
      {behavioursIn(rows, filter).map(([kind, count]) => (
        <FilterItem
          key={kind}
          name={alerts.behaviourName[kind]}
          count={count}
          isChosen={kind === filter.kind}
          onSelect={() => desk.set({ filter: { ...filter, kind } })}
        />
      ))}
    </FilterMenu>
  );
}

/** Kept in the profile's settings: the next start stands as this one did. */
export function OrderMenu() {
  const { alerts, errors } = useCopy();
  const desk = useDesk();
  const order = useDeskState((state) => state.settings.alertOrder);
  const isOpen = useDeskState((state) => state.overlay === "order");
  return (
    <DropdownMenu.Root modal={false} open={isOpen} onOpenChange={(open) => desk.set({ overlay: open ? "order" : null })}>
      <DropdownMenu.Trigger asChild>
        <Button size="sm" look="ghost" data-testid="order" data-order={order} aria-label={`${alerts.order}: ${alerts.orders[order]}`}>
          <Icon name="order" size={14} />
          {alerts.orders[order]}
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4} aria-label={alerts.order}>
          <DropdownMenu.RadioGroup value={order}>
            {ALERT_ORDERS.map((option) => (
              <DropdownMenu.RadioItem
                key={option}
                value={option}
                className="menu-item filter-item"
                data-testid={`order-${option}`}
                onSelect={() =>
                  void desk.changeSettings({ alertOrder: option }).then((reply) => reply.ok || desk.notify(errors[reply.error.code], "bad"))
                }
              >
                <span className="filter-check">{option === order ? <Icon name="check" size={12} /> : null}</span>
                <span className="grow">{alerts.orders[option]}</span>
                <em>{alerts.orderNotes[option]}</em>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
