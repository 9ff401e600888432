import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

/**
 * Starts one real Elasticsearch node from the jars on Maven Central: no x-pack, and not through
 * the distribution's bootstrap, whose entitlement agent Central does not carry.
 * Argument: the node's home, with config/elasticsearch.yml, config/log4j2.properties and modules/.
 */
public class Launcher {
    public static void main(String[] args) throws Exception {
        LogConfigurator.configureESLogging();
        Settings home = Settings.builder().put("path.home", Path.of(args[0]).toAbsolutePath()).build();
        Environment env = InternalSettingsPreparer.prepareEnvironment(home, Map.of(), null, () -> "node-1");
        LogConfigurator.configure(env, true);
        var modules = PluginsLoader.loadModulesBundles(env.modulesDir(), false);
        Node node = new Node(env, PluginsLoader.createPluginsLoader(modules, Set.of(), Map.of(), false));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                node.close();
                node.awaitClose(20, TimeUnit.SECONDS);
            } catch (Exception e) {
                e.printStackTrace();
            }
        }));
        node.start();
        Thread.currentThread().join();
    }
}
