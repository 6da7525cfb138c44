<?php
// Receives notifications (IPNs) with the handler of the PHP SDK.
//
//     eval "$(amazon-pay-emulator env php --ca-file ca.pem)"
//     php -d curl.cainfo=ca.pem -S 127.0.0.1:3000 receiver.php
//
// The handler fetches the certificate by curl. In place of curl.cainfo and the
// environment, its third argument may hold cabundle_file, proxy_host, proxy_port.

require __DIR__ . '/vendor/autoload.php';

try {
    $ipn = new AmazonPay\IpnHandler(getallheaders(), file_get_contents('php://input'));
    $message = $ipn->toArray();
    error_log('accepted: ' . $message['NotificationType']);
} catch (Exception $problem) {
    error_log('refused: ' . $problem->getMessage());
    http_response_code(400);
}
