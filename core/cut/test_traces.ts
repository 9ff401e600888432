/** For tests: stack traces as programs write them; each is one event. */
export const TRACES: Readonly<Record<string, string>> = {
  "Java in main": `Exception in thread "main" java.lang.IllegalStateException: no connection
\tat com.example.Pool.take(Pool.java:57)
\tat com.example.Main.main(Main.java:12)
Caused by: java.net.ConnectException: Connection refused (Connection refused)
\tat java.base/sun.nio.ch.Net.connect0(Native Method)
\t... 2 more`,
  "Java after a name": `java.lang.IllegalArgumentException: negative amount
    at com.example.Pay.charge(Pay.java:9)
    at com.example.Pay$1.run(Pay.java:3)
\tSuppressed: java.io.IOException: close failed
\t\tat com.example.Pay.close(Pay.java:31)
Caused by: com.example.CardException
... 12 more`,
  "Python": `Traceback (most recent call last):
  File "/app/pay.py", line 10, in charge
    gateway.post(order)
    ^^^^^^^^^^^^^^^^^^^
  File "/app/gateway.py", line 4, in post
    raise TimeoutError("gateway")
TimeoutError: gateway`,
  "Python, chained twice": `Traceback (most recent call last):
  File "/app/a.py", line 2, in f
    d["k"]
KeyError: 'k'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/app/a.py", line 4, in f
    raise app.errors.NotFound("k")
app.errors.NotFound: k

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/app/a.py", line 9, in <module>
    sys.exit(1)
KeyboardInterrupt`,
  "Go panic": `panic: runtime error: invalid memory address or nil pointer dereference
[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x48e2f1]

goroutine 1 [running]:
main.(*Server).charge(0x0, {0xc000012345, 0x5})
\t/app/server.go:41 +0x1d
main.main()
\t/app/main.go:12 +0x25

goroutine 7 [chan receive, 2 minutes]:
github.com/example/pool.run[...](0xc00001c0c0)
\t/go/pkg/mod/github.com/example/pool@v1.2.0/pool.go:88 +0x9a
created by main.main in goroutine 1
\t/app/main.go:9 +0x5f
exit status 2`,
  "Go fatal error": `fatal error: all goroutines are asleep - deadlock!

goroutine 1 [chan receive]:
main.main()
\t/app/x.go:5 +0x18
exit status 2`,
  "Node": `TypeError: Cannot read properties of undefined (reading 'id')
    at charge (/app/pay.js:17:22)
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)
    at async /app/index.js:4:3 {
  code: 'E_PAY',
  [cause]: Error: socket hang up
      at Socket.onEnd (node:net:1:1) {
    code: 'ECONNRESET'
  }
}`,
  "Node with a code": `TypeError [ERR_INVALID_ARG_TYPE]: The "path" argument must be of type string
    at Object.open (node:fs:590:10)`,
  ".NET": `System.InvalidOperationException: Sequence contains no elements
 ---> System.Exception: inner
   at App.Program.Inner() in /src/Program.cs:line 9
   --- End of inner exception stack trace ---
   at App.Program.Main(String[] args) in /src/Program.cs:line 5`,
  "PHP": `PHP Fatal error:  Uncaught Exception: no route in /var/www/a.php:3
Stack trace:
#0 /var/www/b.php(9): route('x')
#1 {main}
  thrown in /var/www/a.php on line 3`,
};
