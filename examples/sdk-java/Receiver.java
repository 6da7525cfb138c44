import com.amazon.pay.impl.ipn.NotificationFactory;
import com.amazon.pay.response.ipn.model.Notification;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Scanner;

/**
 * Receives notifications (IPNs) on 127.0.0.1:3000 with the handler of the Java SDK.
 *
 * <pre>eval "$(amazon-pay-emulator env java)"; java -Dfile.encoding=UTF-8 -cp ... Receiver</pre>
 *
 * The handler fetches the certificate from Amazon's host with the trust store of the JVM, and checks the signature over
 * bytes in the JVM's default charset.
 */
public class Receiver {
    public static void main(String[] args) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 3000), 0);
        server.createContext("/ipn", exchange -> {
            // The SDK looks for the names in small letters.
            Map<String, String> headers = new HashMap<>();
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
            String body = new Scanner(exchange.getRequestBody(), "UTF-8").useDelimiter("\\A").next();
            int status = 200;
            try {
                Notification ipn = NotificationFactory.parseNotification(headers, body);
                System.out.println("accepted: " + ipn.getNotificationType());
            } catch (Exception problem) {
                System.out.println("refused: " + problem.getMessage());
                status = 400;
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }
}
