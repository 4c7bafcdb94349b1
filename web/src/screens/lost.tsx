import { Face } from '../parts/faces.tsx';
import { useApp } from '../shell/app.ts';
import { Link } from '../shell/navigation.tsx';
import { paths } from '../shell/routes.ts';

/** There is no such page. */
export function NotFound() {
  const { words } = useApp();
  return <Lost title={words.lost.title} text={words.lost.text} />;
}

/** There is one, for others. */
export function Forbidden() {
  const { words } = useApp();
  return <Lost title={words.lost.forbidden} text={words.lost.forbiddenText} />;
}

function Lost({ title, text }: { readonly title: string; readonly text: string }) {
  const { words } = useApp();
  return (
    <div class="page">
      <h1 tabIndex={-1}>{title}</h1>
      <Face icon="moon" title="" text={text}>
        <Link to={paths.home} class="button button-main">
          {words.lost.home}
        </Link>
      </Face>
    </div>
  );
}
