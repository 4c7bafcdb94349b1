import { Icon } from '../parts/icon.tsx';
import { SignInButton } from '../parts/sign-in-button.tsx';
import { useApp } from '../shell/app.ts';
import { paths } from '../shell/routes.ts';

/** What visitors see before they sign in, wherever they wanted to go: signing in brings them there. */
export function Welcome({ returnTo }: { readonly returnTo: string }) {
  const { words } = useApp();
  return (
    <div class="welcome">
      <div class="welcome-words">
        <h1 tabIndex={-1}>{words.welcome.title}</h1>
        <p class="lead">{returnTo === paths.home ? words.welcome.text : words.welcome.again}</p>
        <SignInButton returnTo={returnTo} />
        <ol class="steps">
          {words.welcome.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      </div>
      <Icon name="unicorn" class="welcome-picture" />
    </div>
  );
}
