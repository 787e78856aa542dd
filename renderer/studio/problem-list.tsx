/** The problems of the open text below the editor; one leads to its place. */
import { useCopy } from "../state/use-desk.ts";
import { Icon } from "../ui/icons.tsx";
import type { Problem } from "./use-problems.ts";

export function ProblemList(props: {
  readonly file: string;
  readonly problems: readonly Problem[];
  readonly onGo: (offset: number) => void;
}) {
  const { studio } = useCopy();
  const { file, problems, onGo } = props;
  return (
    <section className="studio-problems" aria-label={studio.problems(problems.length)} data-testid="studio-problems">
      <h2 className="studio-problems-head">
        {problems.length === 0 ? studio.noProblems : studio.problems(problems.length)}
        <span className="grow" />
        <span className="meta">{studio.checkedBy(file)}</span>
      </h2>
      <ul>
        {problems.map((problem) => (
          <li key={`${problem.from} ${problem.sentence} ${problem.detail}`}>
            <button type="button" className="studio-problem" data-testid="studio-problem" onClick={() => onGo(problem.from)}>
              <span className={problem.isSchema ? "text-bad" : "text-warn"}>
                <Icon name="warning" size={14} />
              </span>
              <span>{problem.sentence}</span>
              <span className="meta cut grow" title={problem.detail}>
                {problem.detail}
              </span>
              <span className="meta">{studio.atLine(problem.line)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
