/** The list column: lanes with counts, filter, virtual rows of fixed height, the pill for rows that wait above. */
import { useVirtualizer } from "@tanstack/react-virtual";
import type { RefObject } from "react";
import { useEffect, useRef } from "react";
import type { Alert } from "#shared/model/alert.ts";
import type { AlertId } from "#shared/model/ids.ts";
import { listText } from "../copy/time.ts";
import { NO_FILTER } from "../state/alert-filter.ts";
import type { Lane, LaneRows } from "../state/alert-rows.ts";
import { isWaiting } from "../state/alert-rows.ts";
import { useCopy, useDesk, useDeskState, useLanguage } from "../state/use-desk.ts";
import { Button, IconButton } from "../ui/controls.tsx";
import { Icon } from "../ui/icons.tsx";
import { BehaviourFilter, FlowFilter, OrderMenu, useFilterNames } from "./alert-filters.tsx";
import { AlertRow } from "./alert-row.tsx";

const ROW_PX = 79;

export function AlertList(props: {
  readonly lanes: readonly Lane[];
  readonly rows: LaneRows;
  readonly shown: readonly Alert[];
  readonly heldCount: number;
  readonly isFiltered: boolean;
  readonly pullIn: () => void;
  readonly onSelect: (id: AlertId) => void;
  readonly onHold: (isHeld: boolean) => void;
  readonly filterField: RefObject<HTMLInputElement | null>;
}) {
  const { lanes, rows, shown, heldCount, isFiltered, pullIn, onSelect, onHold, filterField } = props;
  const { alerts } = useCopy();
  const desk = useDesk();
  const lane = useDeskState((state) => state.lane);
  const selected = useDeskState((state) => state.selected);
  const role = useDeskState((state) => state.me?.role);
  const scroller = useRef<HTMLDivElement>(null);
  const isOver = useRef(false);
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 6,
  });
  const selectedAt = shown.findIndex((alert) => alert.id === selected);
  useEffect(() => {
    if (selectedAt >= 0) virtual.scrollToIndex(selectedAt, { align: "auto" });
  }, [selectedAt, virtual]);
  const hold = () => onHold(isOver.current || (scroller.current?.scrollTop ?? 0) > 0);

  return (
    <section className="list-column" aria-label={alerts.title}>
      <header className="list-head">
        <h1>{alerts.title}</h1>
        <BehaviourFilter rows={rows[lane]} />
        <FlowFilter />
      </header>
      <div className="lanes" role="tablist" aria-label={alerts.title}>
        {lanes.map((known) => (
          <button
            key={known}
            type="button"
            role="tab"
            className="lane"
            aria-selected={known === lane}
            data-testid={`lane-${known}`}
            onClick={() => desk.set({ lane: known })}
          >
            {known === "mine" && role === "supervisor" ? alerts.title : alerts.lanes[known]} <em>{rows[known].filter(isWaiting).length}</em>
          </button>
        ))}
      </div>
      <FilterField field={filterField} />
      <div className="list-legend" aria-hidden="true">
        <span>{alerts.headScore}</span>
        <span>{alerts.headLeft}</span>
        <span>{alerts.headRight}</span>
      </div>
      <div className="list-body">
        {heldCount > 0 ? (
          <button
            type="button"
            className="new-pill"
            data-testid="new-items-pill"
            onClick={() => {
              pullIn();
              scroller.current?.scrollTo({ top: 0 });
            }}
          >
            {alerts.newItems(heldCount)}
          </button>
        ) : null}
        {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles take a label and an active descendant */}
        <div
          ref={scroller}
          className="list-scroll"
          // A list of options must hold one.
          role={shown.length > 0 ? "listbox" : "group"}
          tabIndex={0}
          aria-label={alerts.title}
          aria-activedescendant={selectedAt >= 0 ? `alert-${selected}` : undefined}
          data-testid="alert-list"
          onScroll={hold}
          onPointerEnter={() => {
            isOver.current = true;
            hold();
          }}
          onPointerLeave={() => {
            isOver.current = false;
            hold();
          }}
        >
          <div style={{ height: virtual.getTotalSize(), position: "relative" }}>
            {virtual.getVirtualItems().map((item) => {
              const alert = shown[item.index];
              if (alert === undefined) return null;
              return (
                <div key={alert.id} className="list-slot" style={{ transform: `translateY(${item.start}px)` }}>
                  <AlertRow alert={alert} isSelected={alert.id === selected} onSelect={() => onSelect(alert.id)} />
                </div>
              );
            })}
          </div>
          {shown.length === 0 ? <EmptyLane rows={rows} isFiltered={isFiltered} /> : null}
        </div>
      </div>
    </section>
  );
}

function EmptyLane({ rows, isFiltered }: { readonly rows: LaneRows; readonly isFiltered: boolean }) {
  const { alerts } = useCopy();
  const desk = useDesk();
  const lane = useDeskState((state) => state.lane);
  const named = useFilterNames();
  const language = useLanguage();
  if (isFiltered) {
    return (
      <div className="list-empty" data-testid="list-empty">
        <p>{alerts.empty.filtered(listText(named, language))}</p>
        <Button size="sm" data-testid="filter-clear" onClick={() => desk.set({ filter: NO_FILTER })}>
          {alerts.filterClear}
        </Button>
      </div>
    );
  }
  const waiting = (of: Lane) => rows[of].filter(isWaiting).length;
  const text =
    lane === "mine"
      ? alerts.empty.mine(waiting("pool"))
      : lane === "pool"
        ? alerts.empty.pool(waiting("mine"))
        : lane === "later"
          ? alerts.empty.later()
          : alerts.empty.waiting();
  return (
    <div className="list-empty" data-testid="list-empty">
      <p>{text}</p>
    </div>
  );
}

function FilterField({ field }: { readonly field: RefObject<HTMLInputElement | null> }) {
  const { alerts } = useCopy();
  const desk = useDesk();
  const filter = useDeskState((state) => state.filter);
  return (
    <div className="filter-field">
      <Icon name="search" size={14} />
      <input
        ref={field}
        aria-label={alerts.filterPlaceholder}
        placeholder={alerts.filterPlaceholder}
        value={filter.text}
        data-testid="alert-filter"
        onChange={(event) => desk.set({ filter: { ...filter, text: event.target.value } })}
      />
      {filter.text === "" ? null : (
        <IconButton icon="cross" label={alerts.filterClear} onClick={() => desk.set({ filter: { ...filter, text: "" } })} />
      )}
      <OrderMenu />
    </div>
  );
}
