/**
 * Scope: the lifetime of something that holds live resources (sockets, peers, timers, recorders).
 *
 * Ending a scope runs what was handed to it, newest first, exactly once; what is handed to an ended scope is released at once.
 */
export type Scope = {
  readonly name: string;
  readonly ended: boolean;
  /** Hands a release over; returns a call that takes it back and runs it now. */
  use(release: () => void): () => void;
  /** A scope that ends with this one. */
  child(name: string): Scope;
  end(): void;
};

const live = new Set<Scope>();

/** Names of scopes that have not ended: what a leak test looks at. */
export function liveScopes(): readonly string[] {
  return [...live].map((scope) => scope.name);
}

export function createScope(name: string): Scope {
  const releases: (() => void)[] = [];
  let ended = false;
  const scope: Scope = {
    name,
    get ended() {
      return ended;
    },
    use(release) {
      if (ended) {
        release();
        return () => {};
      }
      releases.push(release);
      return () => {
        const at = releases.indexOf(release);
        if (at < 0) return;
        releases.splice(at, 1);
        release();
      };
    },
    child(childName) {
      const inner = createScope(`${name}/${childName}`);
      if (ended) {
        inner.end();
        return inner;
      }
      const endInner = () => inner.end();
      releases.push(endInner);
      inner.use(() => {
        const at = releases.indexOf(endInner);
        if (at >= 0) releases.splice(at, 1);
      });
      return inner;
    },
    end() {
      if (ended) return;
      ended = true;
      live.delete(scope);
      const faults: unknown[] = [];
      for (const release of releases.splice(0).reverse()) {
        try {
          release();
        } catch (fault) {
          faults.push(fault);
        }
      }
      if (faults.length > 0) throw new AggregateError(faults, `scope ${name} did not end cleanly`);
    },
  };
  live.add(scope);
  return scope;
}
