// For the image's health checks, which has no curl: exits with 0 when the service on this port is ready.
const [port] = process.argv.slice(2);
const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined);
process.exitCode = answer?.ok ? 0 : 1;
