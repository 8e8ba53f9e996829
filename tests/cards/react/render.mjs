// Renders each line of standard input (a JSON string of Markdown) as the CDS Hooks Sandbox does; one JSON string a line.
import { createInterface } from 'node:readline';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import Markdown from 'react-markdown';
import rehypeRaw from 'rehype-raw';
import remarkGfm from 'remark-gfm';

for await (const line of createInterface({ input: process.stdin })) {
  const plugins = { remarkPlugins: [remarkGfm], rehypePlugins: [rehypeRaw] };
  const html = renderToStaticMarkup(createElement(Markdown, plugins, JSON.parse(line)));
  process.stdout.write(`${JSON.stringify(html)}\n`);
}
