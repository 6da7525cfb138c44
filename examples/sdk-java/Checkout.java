import com.amazon.pay.Client;
import com.amazon.pay.exceptions.AmazonServiceException;
import com.amazon.pay.impl.PayClient;
import com.amazon.pay.impl.PayConfig;
import com.amazon.pay.request.AuthorizeRequest;
import com.amazon.pay.request.CaptureRequest;
import com.amazon.pay.request.ConfirmOrderReferenceRequest;
import com.amazon.pay.request.GetOrderReferenceDetailsRequest;
import com.amazon.pay.request.RefundRequest;
import com.amazon.pay.request.SetOrderReferenceDetailsRequest;
import com.amazon.pay.response.parser.AuthorizeResponseData;
import com.amazon.pay.response.parser.CaptureResponseData;
import com.amazon.pay.response.parser.RefundResponseData;
import com.amazon.pay.types.CurrencyCode;
import com.amazon.pay.types.Region;
import java.util.UUID;

/**
 * Takes an order from checkout to refund with the Java SDK, artifact amazon-pay-java-sdk.
 *
 * <pre>java -cp ... Checkout "$(amazon-pay-emulator order create)" http://127.0.0.1:2729</pre>
 *
 * The first argument is the order reference that Amazon's widgets made for a buyer. The second one is the emulator;
 * without it the SDK calls Amazon's host, which `amazon-pay-emulator env java` leads to the emulator.
 */
public class Checkout {
    public static void main(String[] args) throws AmazonServiceException {
        PayConfig config = new PayConfig()
                .withSellerId("A2EXAMPLESELLER")
                .withAccessKey("AKIAEXAMPLEACCESSKEY")
                .withSecretKey("example-secret-key")
                .withRegion(Region.US)
                .withCurrencyCode(CurrencyCode.USD)
                .withSandboxMode(true);
        if (args.length > 1) {
            config.withOverrideServiceURL(args[1]);
        }
        Client client = new PayClient(config);
        String order = args[0];

        System.out.println("order " + client.getOrderReferenceDetails(new GetOrderReferenceDetailsRequest(order))
                .getDetails().getOrderReferenceStatus().getState());
        SetOrderReferenceDetailsRequest details = new SetOrderReferenceDetailsRequest(order, "106.00");
        details.setSellerNote("Two lamps & a shade");
        details.setSellerOrderId("java-1");
        details.setStoreName("Example Store");
        client.setOrderReferenceDetails(details);
        client.confirmOrderReference(new ConfirmOrderReferenceRequest(order));

        AuthorizeRequest authorize = new AuthorizeRequest(order, unique(), "106.00");
        authorize.setTransactionTimeout("0");
        AuthorizeResponseData authorized = client.authorize(authorize);
        System.out.println("authorization " + authorized.getDetails().getAuthorizationStatus().getState());

        String authorization = authorized.getDetails().getAmazonAuthorizationId();
        CaptureResponseData captured = client.capture(new CaptureRequest(authorization, unique(), "106.00"));
        System.out.println("capture " + captured.getDetails().getCaptureStatus().getState());

        String capture = captured.getDetails().getAmazonCaptureId();
        RefundResponseData refunded = client.refund(new RefundRequest(capture, unique(), "6.00"));
        System.out.println("refund " + refunded.getDetails().getRefundStatus().getState());
    }

    private static String unique() {
        return UUID.randomUUID().toString().replace("-", "");
    }
}
