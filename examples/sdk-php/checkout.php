<?php
// Takes an order from checkout to refund with the PHP SDK, composer package
// amzn/amazon-pay-sdk-php.
//
//     composer require amzn/amazon-pay-sdk-php
//     php -d curl.cainfo=ca.pem checkout.php "$(amazon-pay-emulator order create)"
//
// `amazon-pay-emulator env php` prints proxy and CA settings. The argument is the
// order reference that Amazon's widgets made for a buyer.

require __DIR__ . '/vendor/autoload.php';

$client = new AmazonPay\Client([
    'merchant_id' => 'A2EXAMPLESELLER',
    'access_key' => 'AKIAEXAMPLEACCESSKEY',
    'secret_key' => 'example-secret-key',
    'client_id' => 'amzn1.application-oa2-client.example',
    'region' => 'us',
    'currency_code' => 'USD',
    'sandbox' => true,
]);

// done returns the result of an answer, or ends the program with what Amazon
// refused.
function done($response, $result)
{
    $answer = $response->toArray();
    if (isset($answer['Error'])) {
        fwrite(STDERR, $answer['Error']['Code'] . ': ' . $answer['Error']['Message'] . "\n");
        exit(1);
    }
    return isset($answer[$result]) ? $answer[$result] : [];
}

$order = ['amazon_order_reference_id' => $argv[1]];

$found = done($client->getOrderReferenceDetails($order), 'GetOrderReferenceDetailsResult');
echo 'order ', $found['OrderReferenceDetails']['OrderReferenceStatus']['State'], "\n";

done($client->setOrderReferenceDetails($order + [
    'amount' => '106.00',
    'seller_note' => 'Two lamps & a shade',
    'seller_order_id' => 'php-1',
    'store_name' => 'Example Store',
]), 'SetOrderReferenceDetailsResult');
done($client->confirmOrderReference($order), 'ConfirmOrderReferenceResult');

$authorization = done($client->authorize($order + [
    'authorization_reference_id' => uniqid('a'),
    'authorization_amount' => '106.00',
    'transaction_timeout' => 0,
]), 'AuthorizeResult')['AuthorizationDetails'];
echo 'authorization ', $authorization['AuthorizationStatus']['State'], "\n";

$capture = done($client->capture([
    'amazon_authorization_id' => $authorization['AmazonAuthorizationId'],
    'capture_reference_id' => uniqid('c'),
    'capture_amount' => '106.00',
]), 'CaptureResult')['CaptureDetails'];
echo 'capture ', $capture['CaptureStatus']['State'], "\n";

$refund = done($client->refund([
    'amazon_capture_id' => $capture['AmazonCaptureId'],
    'refund_reference_id' => uniqid('r'),
    'refund_amount' => '6.00',
]), 'RefundResult')['RefundDetails'];
echo 'refund ', $refund['RefundStatus']['State'], "\n";
