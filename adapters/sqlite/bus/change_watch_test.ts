import { ChangeWatch } from "./change_watch.ts";

// A timer that went on would be found by the sanitizer.
Deno.test(
  "ChangeWatch ends every wait at a change, a wake, a fault or a signal, and then polls no more",
  {
    sanitizeOps: true,
    sanitizeResources: true,
  },
  async () => {
    let poll = () => false;
    const watch = new ChangeWatch(() => poll(), 1);
    const never = new AbortController().signal;

    const both = Promise.all([watch.wait(never), watch.wait(never)]);
    poll = () => true;
    await both;

    poll = () => false;
    const woken = watch.wait(never);
    watch.wake();
    await woken;

    poll = () => {
      throw new Error("disk I/O error");
    };
    await watch.wait(never);

    poll = () => false;
    const stopping = new AbortController();
    const stopped = watch.wait(stopping.signal);
    stopping.abort();
    await stopped;
    await watch.wait(stopping.signal);
  },
);
