// Orders come as lines on standard input, an answer goes out for each: see ../player.rs.
import readline from 'node:readline';

/** Says that it is ready, then answers every order with what `measure(how, path)` returns. */
export async function obey(version, measure) {
  console.log('ready', version);
  for await (const line of readline.createInterface({ input: process.stdin })) {
    try {
      const result = await measure(...line.split('\t'));
      console.log('ok', Object.entries(result).map(([key, value]) => `${key}=${value}`).join(' '));
    } catch (error) {
      console.log('failed', String(error).replaceAll('\n', ' ').slice(0, 300));
    }
  }
}
