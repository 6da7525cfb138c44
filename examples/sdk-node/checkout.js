// Takes an order from checkout to refund with the npm package amazon-payments.
//
//     npm ci
//     eval "$(amazon-pay-emulator env node)"
//     node checkout.js "$(amazon-pay-emulator order create)"
//
// The argument is the order reference that Amazon's widgets made for a buyer.
// Nothing in here knows of an emulator.
'use strict';

const { promisify } = require('node:util');
const amazonPayments = require('amazon-payments');

const payments = amazonPayments.connect({
  environment: amazonPayments.Environment.Sandbox,
  sellerId: 'A2EXAMPLESELLER',
  mwsAccessKey: 'AKIAEXAMPLEACCESSKEY',
  mwsSecretKey: 'example-secret-key',
}).offAmazonPayments;

// call has an operation answer with its result, or throw what Amazon refused.
const call = (operation, parameters) => promisify(payments[operation].bind(payments))(parameters);
const usd = (amount) => ({ Amount: amount, CurrencyCode: 'USD' });

async function checkout(order) {
  const found = await call('getOrderReferenceDetails', { AmazonOrderReferenceId: order });
  console.log('order', found.OrderReferenceDetails.OrderReferenceStatus.State);

  const set = await call('setOrderReferenceDetails', {
    AmazonOrderReferenceId: order,
    OrderReferenceAttributes: {
      OrderTotal: usd('106.00'),
      SellerNote: "Two lamps & a shade (it's 20% off*)",
      SellerOrderAttributes: { SellerOrderId: 'node-1', StoreName: 'Example Store' },
    },
  });
  console.log('total', set.OrderReferenceDetails.OrderTotal.Amount);
  await call('confirmOrderReference', { AmazonOrderReferenceId: order });

  const authorized = await call('authorize', {
    AmazonOrderReferenceId: order,
    AuthorizationReferenceId: `${order}-authorize`,
    AuthorizationAmount: usd('106.00'),
    TransactionTimeout: 0,
  });
  const authorization = authorized.AuthorizationDetails;
  console.log('authorization', authorization.AuthorizationStatus.State);

  const captured = await call('capture', {
    AmazonAuthorizationId: authorization.AmazonAuthorizationId,
    CaptureReferenceId: `${order}-capture`,
    CaptureAmount: usd('106.00'),
  });
  const capture = captured.CaptureDetails;
  console.log('capture', capture.CaptureStatus.State);

  const refunded = await call('refund', {
    AmazonCaptureId: capture.AmazonCaptureId,
    RefundReferenceId: `${order}-refund`,
    RefundAmount: usd('6.00'),
  });
  console.log('refund', refunded.RefundDetails.RefundStatus.State);
}

checkout(process.argv[2]).catch((problem) => {
  console.error(`${problem.name}: ${problem.message}`);
  process.exitCode = 1;
});
