import { createIdempotencyStore } from '@souk/platform/data';
import type { Consumer } from '@souk/platform/events';
import type { AnyRoute } from '@souk/platform/http';
import type { Service } from '@souk/platform/service';
import { onConsignmentCancelled } from './consumers/on-consignment-cancelled.ts';
import { onPaymentAuthorised } from './consumers/on-payment-authorised.ts';
import { onPaymentCaptured } from './consumers/on-payment-captured.ts';
import { onPaymentDeclined } from './consumers/on-payment-declined.ts';
import { onPaymentExpired } from './consumers/on-payment-expired.ts';
import { onPaymentRefundFailed } from './consumers/on-payment-refund-failed.ts';
import { onPaymentRefunded } from './consumers/on-payment-refunded.ts';
import { onReservationExpired } from './consumers/on-reservation-expired.ts';
import { orderOutbox, rebuildView } from './data/order-stream.ts';
import { completedHere } from './data/completed-here.ts';
import { openStore } from './data/store.ts';
import type { Orders, OrdersDeps } from './deps.ts';
import { orderError } from './errors.ts';
import { cancelOrderRoute } from './features/cancel-order/http.ts';
import { changeCartRoutes } from './features/change-cart/http.ts';
import { checkOutRoute } from './features/check-out/http.ts';
import { listCartsRoute } from './features/list-carts/http.ts';
import { listConsignmentsRoute } from './features/list-consignments/http.ts';
import { listOrdersRoute } from './features/list-orders/http.ts';
import { mergeCartsRoute } from './features/merge-carts/http.ts';
import { moveConsignmentRoute } from './features/move-consignment/http.ts';
import { openCartRoute } from './features/open-cart/http.ts';
import { quoteCartRoute } from './features/quote-cart/http.ts';
import { reportCarrierEventRoute } from './features/report-carrier-event/http.ts';
import { requestRefundRoute } from './features/request-refund/http.ts';
import { showCartRoute } from './features/show-cart/http.ts';
import { showCheckoutRoute } from './features/show-checkout/http.ts';
import { showConsignmentRoute } from './features/show-consignment/http.ts';
import { showOrderRoute, showTimelineRoute } from './features/show-order/http.ts';
import { expireUnpaidJob } from './jobs/expire-unpaid.ts';
import { removeAbandonedCartsJob } from './jobs/remove-abandoned-carts.ts';
import { resumeCheckoutsJob } from './jobs/resume-checkouts.ts';

export { ordersConfig, type OrdersConfig } from './config.ts';
export type { OrdersDeps, ShipmentToRate, ShippingRates } from './deps.ts';

/** The orders service, with what an operator needs beyond every service's shape. */
export type OrdersService = Service & {
  /** Makes the orders' view anew from their streams; returns how many there are. */
  rebuildView(): Promise<number>;
};

/** Carts, checkouts and orders. */
export function createOrders(deps: OrdersDeps): OrdersService {
  const store = openStore(deps.db);
  const orders: Orders = { ...deps, store, underWay: new Map(), completedHere: completedHere() };
  return {
    name: 'orders',
    http: {
      name: 'orders',
      routes: routesOf(orders),
      idempotency: createIdempotencyStore(deps.db, deps.machineClock),
      errors: orderError.table,
    },
    consumers: consumersOf(orders),
    jobs: [resumeCheckoutsJob(orders), expireUnpaidJob(orders), removeAbandonedCartsJob(orders)],
    outbox: orderOutbox(store),
    start: () => store.ensureIndexes(),
    stop: async () => {
      await Promise.allSettled(orders.underWay.values());
    },
    rebuildView: () => rebuildView(store),
  };
}

function routesOf(orders: Orders): readonly AnyRoute[] {
  return [
    openCartRoute(orders),
    listCartsRoute(orders),
    showCartRoute(orders),
    ...changeCartRoutes(orders),
    quoteCartRoute(orders),
    mergeCartsRoute(orders),
    checkOutRoute(orders),
    showCheckoutRoute(orders),
    listOrdersRoute(orders),
    showOrderRoute(orders),
    showTimelineRoute(orders),
    cancelOrderRoute(orders),
    listConsignmentsRoute(orders),
    showConsignmentRoute(orders),
    moveConsignmentRoute(orders),
    reportCarrierEventRoute(orders),
    requestRefundRoute(orders),
  ];
}

function consumersOf(orders: Orders): readonly Consumer[] {
  return [
    onPaymentAuthorised(orders),
    onPaymentCaptured(orders),
    onPaymentDeclined(orders),
    onPaymentExpired(orders),
    onPaymentRefunded(orders),
    onPaymentRefundFailed(orders),
    onReservationExpired(orders),
    onConsignmentCancelled(orders),
  ];
}
