// Entry point of the page.
import { render } from 'preact';
import { listen } from './live.ts';
import { Shell } from './shell.tsx';

const page = document.getElementById('page');
if (page !== null) {
  render(<Shell />, page);
  listen();
}
