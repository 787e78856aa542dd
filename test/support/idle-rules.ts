/**
 * The idle rule as it is usually written, for comparison with the engine: quiet for an hour, started anew by every fact. One timer a journey,
 * one RxJS subject with `debounceTime`, one xstate actor with a delayed transition.
 *
 * RxJS and xstate are dependencies of this comparison alone: where they are not installed, it says so and goes without.
 */
const IDLE_MS = 3_600_000;

export type IdleRule = {
  take(journeyId: string): void;
  /** Lets go of every timer. */
  end(): void;
};

/** What of RxJS is used. */
type Rx = {
  Subject: new () => { pipe(operator: unknown): { subscribe(next: () => void): { unsubscribe(): void } }; next(value: null): void };
  debounceTime(ms: number): unknown;
};
/** What of xstate is used. */
type Xstate = {
  createMachine(config: object): unknown;
  createActor(machine: unknown): { start(): void; send(event: { type: string }): void; stop(): void };
};

export function idleByTimers(): IdleRule {
  const timers = new Map<string, NodeJS.Timeout>();
  return {
    take(journeyId) {
      clearTimeout(timers.get(journeyId));
      timers.set(journeyId, setTimeout(() => timers.delete(journeyId), IDLE_MS).unref());
    },
    end() {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}

function idleByRx({ Subject, debounceTime }: Rx): IdleRule {
  const journeys = new Map<string, { subject: InstanceType<Rx["Subject"]>; unsubscribe: () => void }>();
  return {
    take(journeyId) {
      let journey = journeys.get(journeyId);
      if (journey === undefined) {
        const subject = new Subject();
        const subscription = subject.pipe(debounceTime(IDLE_MS)).subscribe(() => journeys.delete(journeyId));
        journey = { subject, unsubscribe: () => subscription.unsubscribe() };
        journeys.set(journeyId, journey);
      }
      journey.subject.next(null);
    },
    end() {
      for (const { unsubscribe } of journeys.values()) unsubscribe();
      journeys.clear();
    },
  };
}

function idleByXstate({ createMachine, createActor }: Xstate): IdleRule {
  const machine = createMachine({
    initial: "busy",
    states: { busy: { after: { [IDLE_MS]: "idle" }, on: { FACT: { target: "busy", reenter: true } } }, idle: { type: "final" } },
  });
  const actors = new Map<string, ReturnType<Xstate["createActor"]>>();
  return {
    take(journeyId) {
      let actor = actors.get(journeyId);
      if (actor === undefined) {
        actor = createActor(machine);
        actor.start();
        actors.set(journeyId, actor);
      }
      actor.send({ type: "FACT" });
    },
    end() {
      for (const actor of actors.values()) actor.stop();
      actors.clear();
    },
  };
}

/** `null` where the package is not installed; any other fault is one. */
async function installed(name: string): Promise<unknown> {
  try {
    return await import(name);
  } catch (fault) {
    if (fault instanceof Error && "code" in fault && fault.code === "ERR_MODULE_NOT_FOUND") return null;
    throw fault;
  }
}

/** By name; `null` for one whose package is not installed. */
export async function idleRules(): Promise<ReadonlyMap<string, (() => IdleRule) | null>> {
  const rx = (await installed("rxjs")) as Rx | null;
  const xstate = (await installed("xstate")) as Xstate | null;
  return new Map([
    ["timers", idleByTimers],
    ["rxjs", rx && (() => idleByRx(rx))],
    ["xstate", xstate && (() => idleByXstate(xstate))],
  ]);
}
