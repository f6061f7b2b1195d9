import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Compare } from './compare/Compare.tsx';
import { Boundary } from './components/Boundary.tsx';
import { Empty } from './components/Empty.tsx';
import { Help } from './components/Help.tsx';
import { ThemeSwitch } from './components/ThemeSwitch.tsx';
import { PlaceContext, decode, usePlace } from './shared/router.ts';
import { Experiments } from './views/Experiments.tsx';
import { Models } from './views/Models.tsx';
import { ModelView } from './views/ModelView.tsx';
import { Runs } from './views/Runs.tsx';
import { RunView } from './views/RunView.tsx';
import { Traces } from './views/Traces.tsx';
import { TraceView } from './views/TraceView.tsx';

const nowhere = <Empty title="There is no such page."><a href="#/">To the experiments</a></Empty>;

/** What is at a path: the first part names the view, the second what it shows. */
function view(path: string): ComponentChildren {
  const [name = '', subject = '', within = '', run = ''] = path.split('/').slice(1).map(decode);
  switch (name) {
    case '': return <Experiments />;
    // MLflow's own address of a run, which its clients print: /experiments/1/runs/ID.
    case 'experiments':
      if (within === 'traces' && subject) return <Traces key={subject} experimentId={subject} />;
      return within === 'runs' && run ? <RunView key={run} id={run} /> : subject ? <Runs key={subject} experimentId={subject} /> : <Experiments />;
    case 'runs': return <RunView key={subject} id={subject} />;
    case 'traces': return subject ? <TraceView key={subject} id={subject} /> : nowhere;
    case 'compare': return <Compare ids={[...new Set(subject.split(',').filter(Boolean))]} />;
    case 'models': return subject ? <ModelView key={subject} name={subject} /> : <Models />;
    default: return nowhere;
  }
}

/** The frame of every page: where one can go, and what is there. */
export function Shell() {
  const place = usePlace();
  const main = useRef<HTMLElement>(null);
  useEffect(() => main.current?.scrollTo(0, 0), [place.path]);
  const isModels = place.path.startsWith('/models');
  const skip = (event: Event): void => {
    event.preventDefault(); // the address is not an anchor here
    main.current?.focus();
  };
  return (
    <PlaceContext.Provider value={place}>
      <a class="skip" href="#main" onClick={skip}>Skip to the content</a>
      <header class="head">
        <nav aria-label="Pages">
          <a href="#/" aria-current={isModels ? undefined : 'page'}>Experiments</a>
          <a href="#/models" aria-current={isModels ? 'page' : undefined}>Models</a>
        </nav>
        <div class="end"><Help /><ThemeSwitch /></div>
      </header>
      <main id="main" ref={main} tabIndex={-1}><Boundary key={place.path}>{view(place.path)}</Boundary></main>
    </PlaceContext.Provider>
  );
}
