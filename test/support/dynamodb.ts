import { join } from "node:path";
import { freePort } from "./free-port.js";
import { type JavaServer, startJava } from "./java-server.js";
import { type Artifact, compiled, jarsOf } from "./maven.js";

const local: Artifact = { group: "com.amazonaws", name: "DynamoDBLocal", version: "2.6.1" };

/** DynamoDB Local itself listens on every interface of the machine. This starts it for this machine alone. */
const launcher = `
import com.amazonaws.services.dynamodbv2.local.main.ServerRunner;
import com.amazonaws.services.dynamodbv2.local.server.DynamoDBProxyServer;
import java.lang.reflect.Field;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

public class Loopback {
  public static void main(String[] args) throws Exception {
    DynamoDBProxyServer proxy = ServerRunner.createServerFromCommandLineArgs(args);
    for (Field field : DynamoDBProxyServer.class.getDeclaredFields()) {
      if (field.getType() != Server.class) continue;
      field.setAccessible(true);
      for (Connector connector : ((Server) field.get(proxy)).getConnectors())
        ((ServerConnector) connector).setHost("127.0.0.1");
    }
    proxy.start();
    proxy.join();
  }
}
`;

/** A new DynamoDB Local, which is Amazon's own. It keeps its tables in memory. */
export async function startDynamoDB(port?: number): Promise<JavaServer & { readonly endpoint: string }> {
  const jars = jarsOf(local);
  const classes = compiled(local, "Loopback", launcher);
  const chosen = port ?? (await freePort());
  const server = await startJava({
    name: "dynamodb",
    port: chosen,
    args: async () => [
      ...["-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", `-Djava.library.path=${jars}`],
      ...["-cp", `${classes}:${join(jars, "*")}`, "Loopback"],
      ...["-inMemory", "-port", String(chosen), "-disableTelemetry"],
    ],
  });
  return { ...server, endpoint: `http://127.0.0.1:${chosen}` };
}
