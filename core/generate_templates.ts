/** Each level's share of the lines. */
export const LEVELS_GENERATED = { INFO: 0.7, WARN: 0.15, ERROR: 0.1, DEBUG: 0.05 } as const;

/** The services that write, equally often. */
export const SERVICES_GENERATED = [
  "payment-service",
  "auth-service",
  "user-service",
  "order-service",
  "inventory-service",
] as const;

/** What they write; `{name}` stands for a value. */
export const TEMPLATES: Readonly<
  Record<
    (typeof SERVICES_GENERATED)[number],
    Readonly<Record<keyof typeof LEVELS_GENERATED, readonly string[]>>
  >
> = {
  "payment-service": {
    INFO: [
      "Payment completed for order {order_id} in {latency_ms} ms",
      "Payment of {amount} EUR authorized for {user_id}",
      "Refund of {amount} EUR issued for order {order_id}",
    ],
    WARN: [
      "Payment provider answered slowly for order {order_id}: {latency_ms} ms",
      "Retrying capture of order {order_id}, attempt {attempt}",
    ],
    ERROR: [
      "Payment failed for order {order_id}: card declined",
      "Payment provider timed out after {latency_ms} ms for order {order_id}",
    ],
    DEBUG: ["Idempotency key of order {order_id} checked in {latency_ms} ms"],
  },
  "auth-service": {
    INFO: [
      "User {user_id} logged in from {client_ip}",
      "Session {session_id} of {user_id} refreshed",
      "User {user_id} logged out",
    ],
    WARN: [
      "Login of {user_id} from {client_ip} failed: wrong password, attempt {attempt}",
      "Rate limit reached for {client_ip}",
    ],
    ERROR: [
      "Cannot verify token of session {session_id}: signature is invalid",
      "Cannot reach the user directory: connection refused after {latency_ms} ms",
    ],
    DEBUG: ["Token of {user_id} verified in {latency_ms} ms"],
  },
  "user-service": {
    INFO: [
      "Profile of {user_id} updated",
      "User {user_id} registered from {client_ip}",
      "Preferences of {user_id} read in {latency_ms} ms",
    ],
    WARN: [
      "Slow query for {user_id}: {latency_ms} ms",
      "E-mail to {user_id} was not delivered, attempt {attempt}",
    ],
    ERROR: [
      "Cannot update profile of {user_id}: version conflict",
      "Database connection lost after {latency_ms} ms while reading {user_id}",
    ],
    DEBUG: ["Cache miss for {user_id}"],
  },
  "order-service": {
    INFO: [
      "Order {order_id} created by {user_id} with {items} items",
      "Order {order_id} shipped",
      "Order {order_id} confirmed in {latency_ms} ms",
    ],
    WARN: [
      "Order {order_id} waits for payment",
      "Queue of orders is long: {items} are waiting",
    ],
    ERROR: [
      "Order {order_id} of {user_id} failed: {item_id} is not available",
      "Cannot save order {order_id}: timed out after {latency_ms} ms",
    ],
    DEBUG: ["Price of order {order_id} calculated: {amount} EUR"],
  },
  "inventory-service": {
    INFO: [
      "Stock of {item_id} updated to {items}",
      "Reserved {items} of {item_id} for order {order_id}",
      "Stock of {item_id} read in {latency_ms} ms",
    ],
    WARN: [
      "Stock of {item_id} is low: {items} left",
      "Reservation for order {order_id} expired",
    ],
    ERROR: [
      "Cannot reserve {item_id} for order {order_id}: out of stock",
      "Stock of {item_id} is negative after order {order_id}",
    ],
    DEBUG: ["Lock on {item_id} held for {latency_ms} ms"],
  },
};
