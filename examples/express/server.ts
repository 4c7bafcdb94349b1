import { createApp } from './app.ts';

// Where the API is, and where this server listens.
const apiUrl = process.env.API_URL ?? 'http://127.0.0.1:3000';
const port = Number(process.env.PORT ?? 3100);

const server = createApp(apiUrl).listen(port, '127.0.0.1', (error) => {
  if (error) throw error;
  console.log(`Book a ride at http://127.0.0.1:${port}, with the API at ${apiUrl}`);
});
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => server.close());
