// SPDX-License-Identifier: MIT
// Parts, costs and starts that do not fit. Each is refused with one error, which says why in the user's words.
#include <descent/descent.hpp>

#include <Eigen/SparseCore>

#include <array>
#include <limits>
#include <string>
#include <vector>

using namespace descent;

const cost::QuadraticBowl bowl;
const stop::AfterIterations stop_after{5};
const rate::Constant rate_of{0.1};

struct ValueOnly {
    double value(double theta) const { return theta * theta; }
};

struct ExpressionRule {
    template <class Theta>
    auto direction(const Iterate<Theta>& now) const {
        return 2 * now.gradient;
    }
};

struct FloatRate {
    template <class Theta>
    float rate(const Iterate<Theta>&, auto&) const {
        return 0.1F;
    }
};

struct IntStop {
    template <class Theta>
    int check(const Iterate<Theta>&) const {
        return 1;
    }
};

struct LossWithoutDerivative {
    double value(double h, double y) const { return h * y; }
};

struct FittingLoss : LossWithoutDerivative {
    double derivative(double, double y) const { return y; }
};

struct PredictionOnly {
    double operator()(const Eigen::VectorXd& theta, const Eigen::VectorXd& x) const {
        return theta.dot(x);
    }
};

int main() {
    const Eigen::VectorXd vector = Eigen::VectorXd::Ones(3);
    const Eigen::ArrayXXd array = vector;
    const Eigen::SparseMatrix<double> sparse = Eigen::MatrixXd(vector).sparseView();
    const std::vector<double> standard{1, 1, 1};
    const std::vector<std::vector<double>> rows{{1}, {1}, {1}};
    const std::vector<std::vector<float>> float_rows{{1}, {1}, {1}};
    const cost::MeanSquaredError squares{vector, vector};
    const data::Standardization standardization{vector};
    const auto quartic = [](double theta) { return theta * theta * theta * theta; };
    const auto watch = [](const auto&) {};
    const GradientDescent optimizer{rate_of, stop_after};
#ifdef CONTROL
    const GradientDescent every{update::Momentum{0.9}, rate_of, stop_after};
    every.minimize(bowl, vector, watch);
    minimize(cost::autodiff([](auto theta) { return theta * theta; }), 3.0);
    minimize(bowl, 3.0, proximal::L1{0.1});
    minimize(bowl, vector, proximal::Box{0, vector});
    minimize(bowl, vector, proximal::Box{0, std::numeric_limits<double>::infinity()});
    minimize(bowl, Eigen::Map<const Eigen::VectorXd>(standard.data(), 3));
    GradientDescent{rate_of, stop::InARow{3, [](const auto&) { return true; }} | stop_after}
        .minimize(bowl, vector);
    default_optimizer(bowl).minimize(bowl, 3.0, watch);
    GradientDescent{rate::WarmUp{5, rate::Backtracking{}}, stop_after}.minimize(
        bowl + proximal::L1{0.1}, 3.0);
    GradientDescent{update::Fista{}, rate::Backtracking{}, stop_after}.minimize(bowl, 3.0);
    const proximal::Box box{0, 1};
    GradientDescent{update::ProjectedLimitedMemoryBfgs{box}, rate_of, stop_after}.minimize(
        bowl + box, vector);
    GradientDescent{update::Clipped{1.0}, rate_of, stop_after}.minimize(bowl, vector);
    minimize(cost::MeanLoss{FittingLoss{}, vector, vector});
    data::TrainingSetStatistics statistics{vector, data::Weighted{vector, vector}};
    statistics.add(vector, data::Weighted{vector, vector});
    data::Standardization{vector, data::Weighted{vector, vector}};
    minimize(cost::HuberLoss{vector, data::Weighted{vector, vector}, 1.0});
    minimize(cost::HuberLoss{vector, vector, 1, hypothesis::Polynomial{2}});
    minimize(cost::Standardized{squares, standardization} + proximal::L1{0.1});
    Eigen::MatrixXd X(3, 1);
    for (Eigen::Index i = 0; i < 3; ++i) {
        X.row(i) = Eigen::Map<const Eigen::RowVectorXd>(rows[std::size_t(i)].data(), 1);
    }
    data::TrainingSetStatistics{Eigen::MatrixXd(sparse), vector}.add(array.matrix(), vector);
    data::Standardization{array.matrix()};
    data::Weighted{vector, Eigen::Map<const Eigen::VectorXd>(standard.data(), 3)};
    static_cast<void>(quartic);
    static_cast<void>(optimizer);
    static_cast<void>(float_rows);
#else
    // numbers in place of parts
    GradientDescent{0.1, stop_after};
    GradientDescent{rate_of, 5};
    GradientDescent{0.9, rate_of, stop_after};
    // the wrong order, and a part too few
    GradientDescent{stop_after, rate_of}.minimize(bowl, 3.0);
    GradientDescent{update::Momentum{0.9}, rate_of}.minimize(bowl, 3.0);
    // costs that are none
    optimizer.minimize(ValueOnly{}, 3.0);
    minimize(ValueOnly{}, 3.0);
    optimizer.minimize(quartic, 3.0);
    optimizer.run(quartic, 3.0F);
    minimize(quartic, 3.0F);
    minimize(quartic);
    // losses and hypotheses that are none
    minimize(cost::MeanLoss{LossWithoutDerivative{}, vector, vector});
    minimize(cost::MeanLoss{[](double h, double y) { return h - y; }, vector, vector});
    minimize(cost::MeanSquaredError{vector, vector, PredictionOnly{}});
    // weights that do not stand with y
    minimize(cost::MeanSquaredError{vector, vector, vector});
    minimize(cost::HuberLoss{vector, vector, 1.0, vector.array()});
    minimize(cost::SoftmaxLoss{vector, vector, 2, vector});
    data::TrainingSetStatistics statistics{vector, vector, vector};
    statistics.add(vector, vector, vector);
    statistics.remove(vector, vector, vector.array());
    data::Standardization{vector, vector};
    data::Weighted{vector, Eigen::MatrixXd(vector)};
    // weights in the place of a setting, and three arguments
    minimize(cost::HuberLoss{vector, vector, vector});
    minimize(cost::SmoothedAbsoluteLoss{vector, vector, vector});
    minimize(cost::SoftmaxLoss{vector, vector, vector});
    minimize(cost::HuberLoss{vector, vector, vector, 1.0});
    minimize(cost::SmoothedAbsoluteLoss{vector, vector, vector, 1.0});
    minimize(cost::SoftmaxLoss{vector, vector, vector, 2});
    data::Standardization{vector, vector, vector};
    // a setting too few
    minimize(cost::HuberLoss{vector, vector});
    minimize(cost::SmoothedAbsoluteLoss{vector, data::Weighted{vector, vector}});
    minimize(cost::SoftmaxLoss{vector, vector});
    // what a cost is not standardized by, and what is not
    minimize(cost::Standardized{squares, vector});
    cost::Standardized{standardization, squares};
    minimize(cost::Standardized{squares + proximal::L1{0.1}, standardization});
    // what is no dense matrix
    data::TrainingSetStatistics{sparse, vector};
    statistics.add(array, vector);
    data::Standardization{sparse.leftCols(1), data::Weighted{vector, vector}};
    data::Standardization{vector.array()};
    data::TrainingSetStatistics{vector, std::array<float, 3>{1, 1, 1}};
    data::TrainingSetStatistics{vector, 5};
    data::Weighted{vector, standard};
    minimize(cost::MeanSquaredError{vector, std::vector<int>{1, 1, 1}});
    minimize(cost::MeanSquaredError{rows, vector});
    data::Standardization{float_rows};
    data::TrainingSetStatistics{std::array<double, 3>{1, 1, 1}, vector};
    statistics.add(std::vector<float>{1, 1, 1}, vector);
    statistics.remove(std::vector<long>{1, 1, 1}, vector);
    // a row vector, for several targets
    minimize(cost::MeanSquaredError{vector, vector.transpose(), hypothesis::Polynomial{2}});
    // a matrix for statistics of one target
    data::TrainingSetStatistics{1}.add(vector, Eigen::MatrixXd(vector));
    // starts that are none
    optimizer.minimize(bowl, std::string("3.0"));
    minimize(bowl, Eigen::VectorXi(Eigen::VectorXi::Ones(3)));
    minimize(bowl, standard);
    minimize(bowl, Eigen::Matrix<double, 0, 1>{});
    // a term in the place of the start
    minimize(bowl, proximal::L1{0.1});
    // a third argument that is no term
    minimize(bowl, 3.0, watch);
    minimize(bowl, 3.0, 0.1);
    minimize(bowl, 3.0, proximal::Box{0, vector});
    // bounds of two kinds of numbers, and of integers
    proximal::Box{Eigen::VectorXf(vector.cast<float>()), vector};
    proximal::Box{0, Eigen::VectorXi(Eigen::VectorXi::Ones(3))};
    proximal::Box{standard, standard};
    proximal::Ball{1.0, standard};
    // one bound
    proximal::Box{0};
    proximal::Box{vector};
    // parts that break their contract
    GradientDescent{ExpressionRule{}, rate_of, stop_after}.minimize(bowl, vector);
    GradientDescent{FloatRate{}, stop_after}.minimize(bowl, vector);
    GradientDescent{rate_of, IntStop{}}.minimize(bowl, vector);
    const auto third = [n = 0](const auto&) mutable { return ++n == 3; };
    GradientDescent{rate_of, third}.minimize(bowl, vector);
    GradientDescent{rate_of, third | stop_after}.minimize(bowl, vector);
    GradientDescent{rate_of, stop_after & third}.minimize(bowl, vector);
    GradientDescent{rate_of, stop::InARow{2, third} | stop_after}.minimize(bowl, vector);
    GradientDescent{rate_of, stop::InARow{stop_after, 2}}.minimize(bowl, vector);
    optimizer.minimize(bowl, vector, 5);
    // parts that do not suit each other or the cost
    GradientDescent{rate::HagerZhang{}, stop_after}.minimize(bowl + proximal::L1{0.1}, 3.0);
    GradientDescent{rate::StrongWolfe{}, stop_after}.minimize(bowl + proximal::L1{0.1}, 3.0);
    GradientDescent{rate::Exact{}, stop_after}.minimize(bowl + proximal::L1{0.1}, 3.0);
    GradientDescent{rate::WarmUp{5, rate::HagerZhang{}}, stop_after}.minimize(
        bowl + proximal::L1{0.1}, 3.0);
    GradientDescent{update::Fista{}, rate::HagerZhang{}, stop_after}.minimize(bowl, 3.0);
    GradientDescent{update::ProjectedLimitedMemoryBfgs{proximal::Box{0, 1}}, rate_of, stop_after}
        .minimize(bowl, vector);
    GradientDescent{update::Clipped{1.0, update::Fista{}}, rate_of, stop_after}.minimize(bowl, 3.0);
    GradientDescent{update::DecoupledWeightDecay{0.1, update::Fista{}}, rate_of, stop_after}
        .minimize(bowl, 3.0);
    GradientDescent{update::Preconditioned{archetype::Preconditioner{}, update::Fista{}}, rate_of,
                    stop_after}
        .minimize(bowl, 3.0);
    update::Preconditioned{update::Momentum{0.9}, archetype::Preconditioner{}};
    GradientDescent{update::Preconditioned{proximal::L1{0.1}}, rate_of, stop_after}.minimize(
        bowl, vector);
    static_cast<void>(default_optimizer(bowl + proximal::L1{0.1}));
#endif
}
